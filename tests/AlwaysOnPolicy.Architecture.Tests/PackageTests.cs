using System.Xml.Linq;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>A package names the projects whose assemblies it holds; their packages are written down once more, as its dependencies, which nothing but this
/// compares.</summary>
public sealed class PackageTests
{
    private sealed record Project(string File)
    {
        private readonly XDocument _xml = XDocument.Load(File);

        public IEnumerable<string> Packages => Included("PackageReference");

        public IEnumerable<string> Uses => Files("ProjectReference");

        public IEnumerable<string> Holds => Files("PackedProject");

        private IEnumerable<string> Files(string item) =>
            Included(item).Select(i => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(File)!, i.Replace('\\', '/'))));

        private IEnumerable<string> Included(string item) => _xml.Descendants(item).Select(e => (string)e.Attribute("Include")!);
    }

    public static TheoryData<string> Packages => [.. Directory.EnumerateFiles(Path.Combine(Goldens.RepositoryRoot, "packages"), "*.csproj",
        SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Goldens.RepositoryRoot, f))];

    /// <summary>The native library is left to whoever uses the package, who chooses one for the processor or for a graphics card.</summary>
    [Theory, MemberData(nameof(Packages))]
    public void A_package_depends_on_what_its_assemblies_need_but_for_the_native_torch(string package)
    {
        var own = Of(package);
        var needed = own.Holds.SelectMany(p => new Project(p).Packages).Where(p => p != "$(TorchPackage)").Distinct();
        own.Packages.Order(StringComparer.Ordinal).ShouldBe(needed.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Packages))]
    public void Every_assembly_that_those_of_a_package_use_is_in_it_or_in_a_package_that_it_depends_on(string package)
    {
        var own = Of(package);
        var there = own.Holds.Concat(own.Uses.SelectMany(p => new Project(p).Holds)).ToList();
        own.Holds.SelectMany(p => new Project(p).Uses).ShouldBeSubsetOf(there);
        there.ShouldBeUnique();
    }

    [Fact]
    public void Every_library_but_the_tools_pages_is_in_a_package()
    {
        var libraries = Directory.EnumerateFiles(Path.Combine(Goldens.RepositoryRoot, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(p => Path.GetFileNameWithoutExtension(p) is not ("AlwaysOnPolicy.Web" or "AlwaysOnPolicy.Cli"));
        Packages.SelectMany(p => Of(p.Data).Holds).Order(StringComparer.Ordinal).ShouldBe(libraries.Order(StringComparer.Ordinal));
    }

    private static Project Of(string package) => new(Path.Combine(Goldens.RepositoryRoot, package));
}
