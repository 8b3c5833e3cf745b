using Tidemark.Ext;
using Tidemark.Tests.Fixtures;

namespace Tidemark.Tests.Ext;

internal sealed class IntegrityTests
{
    [Spec("INT-001"), Spec("INT-003")]
    public void WriteSealed_AnyBackend_KeepsTheSealBesideTheBlob(BackendCase backend) => backend.Use(store =>
    {
        store.WriteSealed("chart", "abc"u8);
        Check.Equal(64, store.Read("chart.sha256").Length);
        Check.Equal(IntegrityState.Intact, store.CheckSeal("chart"));
    });

    [Spec("INT-002")]
    public void CheckSeal_ChangedBlob_IsDamaged(BackendCase backend) => backend.Use(store =>
    {
        store.WriteSealed("chart", "abc"u8);
        store.Write("chart", "abd"u8);
        Check.Equal(IntegrityState.Damaged, store.CheckSeal("chart"));
    });

    [Spec("INT-002")]
    public void CheckSeal_PlainBlob_IsUnsealed(BackendCase backend) => backend.Use(store =>
    {
        store.Write("chart", "abc"u8);
        Check.Equal(IntegrityState.Unsealed, store.CheckSeal("chart"));
    });
}
