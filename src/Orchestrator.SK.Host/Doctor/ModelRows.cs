using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Host.Doctor;

/// <summary>Whether the models that would be called are named, and what they cost. Nobody is called.</summary>
internal static class ModelRows
{
    public static (IReadOnlyList<DoctorRow> Rows, IReadOnlyList<ModelChoice> Models) Of(ModelCatalog catalog, OrchestratorOptions options)
    {
        var rows = new List<DoctorRow>();
        var models = new List<ModelChoice>();
        foreach (var (name, uses) in catalog.Uses())
        {
            try
            {
                var model = catalog.Find(name);
                models.Add(model);
                rows.Add(Endpoint(model, uses));
            }
            catch (NoEndpointException error)
            {
                rows.Add(DoctorRow.Fail(ExitCodes.Endpoint, $"model {name}", error.Message));
            }
            catch (InvalidDataException error)
            {
                rows.Add(DoctorRow.Fail(ExitCodes.Configuration, "prices", error));
                return (rows, models);
            }
        }

        return ([.. rows, .. models.DistinctBy(model => model.Id).Select(model => Price(model, options.Limits.ToLimits().NeedsPrices))], models);
    }

    private static DoctorRow Endpoint(ModelChoice model, IReadOnlyList<string> uses)
    {
        var subject = $"model {model.Name}";
        var found = $"'{model.Id}' at {model.Endpoint} for {string.Join(", ", uses)}";
        return model.Endpoint.Scheme == "http" && !model.Endpoint.IsLoopback
            ? DoctorRow.Warn(subject, $"{found}: key and prompts go there unencrypted.", $"Use https in 'Orchestrator:Models:{model.Name}:Endpoint' (OPENAI_BASE_URL), or a tunnel.")
            : DoctorRow.Ok(subject, found);
    }

    private static DoctorRow Price(ModelChoice model, bool needed)
    {
        var remedy = $"Put {{ \"models\": {{ \"{model.Id}\": {{ \"input\": 1.25, \"output\": 10 }} }} }} into a file, in US dollars for a million tokens (0 for a model that costs nothing), and name it in Orchestrator:PricesFile.";
        var subject = $"price {model.Id}";
        return model.Price is { } price ? DoctorRow.Ok(subject, $"{Dollars(price.Input)} in, {Dollars(price.Output)} out for a million tokens")
            : needed ? DoctorRow.Fail(ExitCodes.Configuration, subject, $"Money is limited (Orchestrator:Limits), and the price of '{model.Id}' is not known: no run starts.", remedy)
            : DoctorRow.Warn(subject, $"The price of '{model.Id}' is not known: runs say n/a for what they cost.", remedy);
    }

    private static string Dollars(decimal amount) => $"${amount.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture)}";
}
