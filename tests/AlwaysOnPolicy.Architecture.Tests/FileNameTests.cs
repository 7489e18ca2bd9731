using System.Text.RegularExpressions;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>A public type stands in the file of its name, so that there is one a file. A type and its generic form are one; nested ones stand where theirs
/// does.</summary>
public sealed partial class FileNameTests
{
    /// <summary>A model's file holds its configuration too: one is not read without the other.</summary>
    private const string Architectures = "AlwaysOnPolicy.Models/Architectures/";

    [Fact]
    public void A_public_type_stands_in_the_file_of_its_name()
    {
        var source = Path.Combine(Goldens.RepositoryRoot, "src");
        string[] files = [.. Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(source, f).Split(Path.DirectorySeparatorChar).Contains("obj"))];
        files.Length.ShouldBeGreaterThan(400);
        files.SelectMany(f => Misplaced(Path.GetRelativePath(source, f).Replace('\\', '/'), File.ReadAllText(f))).ShouldBeEmpty();
    }

    [Fact]
    public void A_second_type_in_a_file_is_seen() =>
        Misplaced("A/Dog.cs", "namespace A;\n\npublic sealed class Dog\n{\n    public enum Coat { Long }\n}\n\npublic enum Size { Small }\n")
            .ShouldBe(["A/Dog.cs: Size"]);

    [Fact]
    public void A_generic_form_and_an_internal_type_may_stand_beside_it() =>
        Misplaced("A/Box.cs", "namespace A;\n\npublic record Box;\n\npublic sealed record Box<T>(T Value) : Box;\n\n" +
            "internal static class Lids;\n").ShouldBeEmpty();

    /// <summary>Namespaces have a file's scope, so what is not nested begins its line.</summary>
    private static IEnumerable<string> Misplaced(string file, string text) =>
        from match in PublicType().Matches(text)
        let name = match.Groups[1].Value
        where name != Path.GetFileName(file).Split('.')[0] && !file.StartsWith(Architectures, StringComparison.Ordinal)
        select $"{file}: {name}";

    [GeneratedRegex(@"^public (?:(?:sealed|static|abstract|readonly|ref|partial|unsafe) )*" +
        @"(?:record struct|record class|record|class|struct|interface|enum|delegate [^ ]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
