using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Sources;

public sealed class KeywordFileTests : IDisposable
{
    private static readonly string[] s_domains = ["askbaking", "askphysics", "askvet"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string text, string name = "keywords.csv")
    {
        var file = Path.Combine(_folder.Path, name);
        File.WriteAllText(file, text);
        return KeywordFile.Read(KeywordFile.Input(file).Path, s_domains);
    }

    [Fact]
    public void Keywords_come_by_domain_in_the_order_of_the_file()
    {
        foreach (var keywords in new[]
        {
            Read("domain,keyword\naskphysics,titration\naskbaking,rye\naskphysics,quantum physics\n"),
            Read("{\"domain\":\"askphysics\",\"keyword\":\"titration\"}\n{\"domain\":\"askbaking\",\"keyword\":\"rye\"}\n" +
                "{\"domain\":\"askphysics\",\"keyword\":\"quantum physics\"}\n", "keywords.jsonl"),
        })
        {
            keywords.Keys.ShouldBe(["askbaking", "askphysics"], ignoreOrder: true);
            keywords["askphysics"].ShouldBe(["titration", "quantum physics"]);
            keywords["askbaking"].ShouldBe(["rye"]);
        }
    }

    [Theory]
    [InlineData("domain,keyword\naskbaking,rye\naskphysic,titration\n",
        ":3 (vanilla.keywords): no probe question is of the domain 'askphysic'; did you mean 'askphysics'?")]
    [InlineData("domain,keyword\naskbaking,rye\naskbaking,\"Rye!\"\n", ":3 (vanilla.keywords): 'askbaking' has the keyword 'Rye!' already.")]
    [InlineData("domain,keyword\naskbaking, \n", ":2 (vanilla.keywords): column 'keyword' is empty.")]
    [InlineData("domain,word\naskbaking,rye\n", ":2 (vanilla.keywords): column 'keyword' is missing; the columns are: domain, word.")]
    [InlineData("domain,keyword\n", " (vanilla.keywords) holds no keyword.")]
    public void What_is_no_keyword_of_a_domain_is_an_error_with_its_place(string text, string message) =>
        Should.Throw<DataException>(() => Read(text)).Message.ShouldContain(message);

    [Fact]
    public void A_file_that_is_not_there_is_named_with_its_setting() =>
        Should.Throw<SettingsException>(() => KeywordFile.Input("nowhere.csv")).Message.ShouldContain("'nowhere.csv', to which vanilla.keywords points");
}
