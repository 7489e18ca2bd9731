namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Ids against Hugging Face's own library (Tokenizers.DotNet wraps it; its runtime here is Linux's), on texts made to find differences.</summary>
public sealed class OracleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-oracle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Kinds => [.. OracleMaterial.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void Random_texts_get_the_librarys_ids(string kind) => Compare(kind, HostileTexts.Random(500, seed: 1));

    [Theory(Explicit = true), MemberData(nameof(Kinds))]
    public void Many_random_texts_get_the_librarys_ids(string kind) => Compare(kind, HostileTexts.Random(5_000, seed: 2));

    [Theory(Explicit = true), MemberData(nameof(Kinds))]
    public void Every_assigned_code_point_gets_the_librarys_ids(string kind) => Compare(kind, HostileTexts.EveryCodePoint());

    private void Compare(string kind, IEnumerable<string> texts)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux()
            && System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64,
            "the library's runtime is there for Linux on x64 alone");
        var path = Path.Combine(_folder, "tokenizer.json");
        File.WriteAllText(path, OracleMaterial.Read(kind).ToJsonString());
        var tokenizer = Tokenizer.Load(_folder);
        using var library = new global::Tokenizers.DotNet.Tokenizer(path);
        var (count, differences) = (0, new List<string>());
        foreach (var text in texts)
        {
            count++;
            int[] want = [.. library.Encode(text).Select(i => (int)i)];
            var got = tokenizer.Encode(text);
            if (!want.SequenceEqual(got)) differences.Add($"{System.Text.Json.JsonSerializer.Serialize(text)}\n  want {string.Join(' ', want)}\n  got  " +
                $"{string.Join(' ', got)}");
        }
        count.ShouldBeGreaterThan(0);
        if (differences.Count > 0) Assert.Fail($"{kind}: {differences.Count} of {count} " +
            $"differ:\n{string.Join('\n', differences.OrderBy(d => d.Length).Take(6))}");
    }
}
