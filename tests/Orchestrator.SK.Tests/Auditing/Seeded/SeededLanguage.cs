namespace Orchestrator.SK.Tests.Auditing.Seeded;

/// <summary>How one language writes what the seeded repositories hold.</summary>
/// <param name="Page">The documentation page of a backend.</param>
/// <param name="Removed">A public name of the store that a change takes away.</param>
internal abstract record SeededLanguage(string Name, string Removed)
{
    public static readonly IReadOnlyList<SeededLanguage> All = [new Python(), new CSharp(), new TypeScript()];

    public sealed override string ToString() => Name;

    /// <summary>The file of a backend.</summary>
    public abstract (string Path, string Text) Source(string name);

    public abstract (string Path, string Text) Test(string name, string spec);

    /// <summary>The file that knows all backends.</summary>
    public abstract (string Path, string Text) Registry(IEnumerable<string> names);

    public abstract (string Path, string Text) Navigation(IEnumerable<string> pages);

    public abstract (string Path, string Text) Manifest(string version, string tagline, string bound);

    /// <summary>A second file with the version, and one with the bound of the dependency.</summary>
    public abstract (string Path, string Text) VersionMirror(string version);

    public abstract (string Path, string Text) BoundMirror(string bound);

    /// <summary>A class with a documented method, a method that may be gone, and a body that may be mended.</summary>
    public abstract (string Path, string Text) Store(bool hasLimit, bool describesLimit, bool hasRemoved, string body);

    public abstract string StoreTest(string value);

    public abstract string StoreTestPath { get; }

    /// <summary>What the repository says about itself.</summary>
    public virtual string Settings => """
        { "paths": { "backlog": "sdd/BACKLOG.md", "done": null, "changelog": "CHANGELOG.md", "specs": ["sdd/specs/*.md"] }, "experts": { "all": { "writes": ["src/**"] } } }
        """;

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private sealed record Python() : SeededLanguage("Python", "open_store")
    {
        public override (string, string) Source(string name) => ($"src/kit/backends/_{name}.py", $"from kit._base import Backend\n\n\nclass {Capital(name)}Backend(Backend):\n    \"\"\"Keeps files in {name}.\"\"\"\n\n    def read(self, path: str) -> bytes:\n        return self.fetch(path)\n");

        public override (string, string) Test(string name, string spec) => ($"tests/backends/test_{name}.py", $"import pytest\n\n\n@pytest.mark.spec(\"{spec}\")\ndef test_{name}_reads():\n    assert {Capital(name)}Backend().read(\"a\") == b\"a\"\n");

        public override (string, string) Registry(IEnumerable<string> names) => ("src/kit/_registry.py", string.Concat(names.Select(name => $"from kit.backends._{name} import {Capital(name)}Backend\n")) + "\n");

        public override (string, string) Navigation(IEnumerable<string> pages) => ("mkdocs.yml", "site_name: kit\nnav:\n" + string.Concat(pages.Select(page => $"  - {Capital(page)}: backends/{page}.md\n")));

        public override (string, string) Manifest(string version, string tagline, string bound) => ("pyproject.toml", $"[project]\nname = \"kit\"\nversion = \"{version}\"\ndescription = \"{tagline}\"\ndependencies = [\"httpx{bound}\"]\n");

        public override (string, string) VersionMirror(string version) => ("src/kit/__init__.py", $"__version__ = \"{version}\"\n");

        public override (string, string) BoundMirror(string bound) => ("requirements-dev.txt", $"pytest>=8\nhttpx{bound}\n");

        public override (string, string) Store(bool hasLimit, bool describesLimit, bool hasRemoved, string body) => ("src/kit/_store.py",
            $"class Store:\n    def listing(self, path{(hasLimit ? ", limit" : "")}):\n        \"\"\"List a folder.\n\n        :param path: Where.\n{(describesLimit ? "        :param limit: How many.\n" : "")}        \"\"\"\n        return {body}\n{(hasRemoved ? "\n    def open_store(self):\n        return self\n" : "")}");

        public override string StoreTest(string value) => $"def test_listing():\n    assert Store().listing(\"a\") == {value}\n" + (value.Length > 1 ? "    assert Store().listing(\"b\") == 0\n" : "");

        public override string StoreTestPath => "tests/test_store.py";
    }

    private sealed record CSharp() : SeededLanguage("C#", "OpenStore")
    {
        public override (string, string) Source(string name) => ($"src/Kit/Backends/{Capital(name)}Backend.cs", $"namespace Kit.Backends;\n\npublic sealed class {Capital(name)}Backend : Backend\n{{\n    public byte[] Read(string path) => Fetch(path);\n}}\n");

        public override (string, string) Test(string name, string spec) => ($"tests/Kit.Tests/Backends/{Capital(name)}BackendTests.cs", $"public class {Capital(name)}BackendTests\n{{\n    [Fact]\n    [Trait(\"Spec\", \"{spec}\")]\n    public void Reads() => Assert.NotNull(new {Capital(name)}Backend());\n}}\n");

        public override (string, string) Registry(IEnumerable<string> names) => ("src/Kit/Registry.cs", "namespace Kit;\n\ninternal static class Registry\n{\n    public static void Fill(Kinds kinds)\n    {\n" + string.Concat(names.Select(name => $"        kinds.Add(\"{name}\", () => new {Capital(name)}Backend());\n")) + "    }\n}\n");

        public override (string, string) Navigation(IEnumerable<string> pages) => ("docs/toc.yml", string.Concat(pages.Select(page => $"- name: {Capital(page)}\n  href: backends/{page}.md\n")));

        public override (string, string) Manifest(string version, string tagline, string bound) => ("src/Kit/Kit.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\">\n  <PropertyGroup>\n    <Version>{version}</Version>\n    <Description>\"{tagline}\"</Description>\n  </PropertyGroup>\n  <ItemGroup>\n    <PackageReference Include=\"Polly\" Version=\"{bound}\" />\n  </ItemGroup>\n</Project>\n");

        public override (string, string) VersionMirror(string version) => ("CITATION.cff", $"cff-version: 1.2.0\ntitle: kit\nversion: {version}\n");

        public override (string, string) BoundMirror(string bound) => ("tests/Kit.Tests/Kit.Tests.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\">\n  <ItemGroup>\n    <PackageReference Include=\"Polly\" Version=\"{bound}\" />\n  </ItemGroup>\n</Project>\n");

        public override (string, string) Store(bool hasLimit, bool describesLimit, bool hasRemoved, string body) => ("src/Kit/Store.cs",
            $"namespace Kit;\n\npublic class Store\n{{\n    /// <summary>Lists a folder.</summary>\n    /// <param name=\"path\">Where.</param>\n{(describesLimit ? "    /// <param name=\"limit\">How many.</param>\n" : "")}    public int Listing(string path{(hasLimit ? ", int limit" : "")}) => {body};\n{(hasRemoved ? "\n    public Store OpenStore() => this;\n" : "")}}}\n");

        public override string StoreTest(string value) => $"public class StoreTests\n{{\n    [Fact]\n    public void Lists() => Assert.Equal({value}, new Store().Listing(\"a\"));\n" + (value.Length > 1 ? "\n    [Fact]\n    public void ListsNothing() => Assert.Equal(0, new Store().Listing(\"b\"));\n" : "") + "}\n";

        public override string StoreTestPath => "tests/Kit.Tests/StoreTests.cs";
    }

    private sealed record TypeScript() : SeededLanguage("TypeScript", "openStore")
    {
        public override (string, string) Source(string name) => ($"src/backends/{name}.ts", $"import {{ Backend }} from '../base';\n\nexport class {Capital(name)}Backend extends Backend {{\n  read(path: string): Uint8Array {{\n    return this.fetch(path);\n  }}\n}}\n");

        public override (string, string) Test(string name, string spec) => ($"tests/backends/{name}.test.ts", $"// spec: {spec}\nit('reads', () => {{\n  expect(new {Capital(name)}Backend().read('a')).toBeDefined();\n}});\n");

        public override (string, string) Registry(IEnumerable<string> names) => ("src/index.ts", string.Concat(names.Select(name => $"export {{ {Capital(name)}Backend }} from './backends/{name}';\n")));

        public override (string, string) Navigation(IEnumerable<string> pages) => ("sidebars.js", "module.exports = {\n  backends: [\n" + string.Concat(pages.Select(page => $"    'backends/{page}',\n")) + "  ],\n};\n");

        public override (string, string) Manifest(string version, string tagline, string bound) => ("package.json", $"{{\n  \"name\": \"kit\",\n  \"version\": \"{version}\",\n  \"description\": \"{tagline}\",\n  \"devDependencies\": {{\n    \"zod\": \"{bound}\"\n  }},\n  \"peerDependencies\": {{\n    \"left\": \"1.0.0\"\n  }}\n}}\n");

        public override (string, string) VersionMirror(string version) => ("src/version.ts", $"export const meta = {{\n  version: '{version}',\n}};\n");

        public override (string, string) BoundMirror(string bound) => ("packages/extra/package.json", $"{{\n  \"name\": \"kit-extra\",\n  \"dependencies\": {{\n    \"zod\": \"{bound}\"\n  }}\n}}\n");

        public override (string, string) Store(bool hasLimit, bool describesLimit, bool hasRemoved, string body) => ("src/store.ts",
            $"export class Store {{\n  /**\n   * Lists a folder.\n   * @param path Where.\n{(describesLimit ? "   * @param limit How many.\n" : "")}   */\n  listing(path: string{(hasLimit ? ", limit: number" : "")}): number {{\n    return {body};\n  }}\n{(hasRemoved ? "\n  openStore(): Store {\n    return this;\n  }\n" : "")}}}\n");

        public override string StoreTest(string value) => $"it('lists', () => {{\n  expect(new Store().listing('a')).toBe({value});\n}});\n" + (value.Length > 1 ? "it('lists nothing', () => {\n  expect(new Store().listing('b')).toBe(0);\n});\n" : "");

        public override string StoreTestPath => "tests/store.test.ts";

        public override string Settings => """
            { "paths": { "backlog": "sdd/BACKLOG.md", "done": null, "changelog": "CHANGELOG.md", "specs": ["sdd/specs/*.md"] }, "experts": { "all": { "writes": ["src/**"] } },
              "markers": { "patterns": [{ "files": "tests/**/*.ts", "pattern": "// spec: ([A-Z]+-[0-9]+)" }] } }
            """;
    }
}
