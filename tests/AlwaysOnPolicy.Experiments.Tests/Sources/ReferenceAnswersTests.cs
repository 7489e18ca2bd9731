using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Experiments.Tests.Data;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Tests.Sources;

public sealed class ReferenceAnswersTests : IDisposable
{
    private readonly DataFiles _files = new();

    public void Dispose() => _files.Dispose();

    private static string Shp(string post, string question, string a, string b) =>
        $$"""{"post_id": "{{post}}", "domain": "askbaking_train", "history": "{{question}}", "human_ref_A": "{{a}}", "human_ref_B": "{{b}}", "labels": 1}""";

    [Fact]
    public void Of_shp_every_answer_to_a_probe_question_counts_once()
    {
        var data = DataFiles.Input(_files.Add("shp.jsonl", Shp("p", "Why?", "one", "two"), Shp("p", "Why?", "two", "three"), Shp("q", "How?", "four", "five")),
            DataFormat.Shp);
        var question = new Question("p", "askbaking", "Why?");
        ReferenceAnswers.Read(data, [question]).ShouldBe(
            [new(question, "one"), new(question, "two"), new(question, "three")]);
    }

    [Fact]
    public void Of_dolly_it_is_the_response()
    {
        var data = DataFiles.Input(_files.Add("dolly.jsonl", """{"instruction": "Why?", "context": "", "response": "So.", "category": "qa"}"""), DataFormat.Dolly);
        var question = new Question("0", "qa", "Why?");
        ReferenceAnswers.Read(data, [question]).ShouldBe([new(question, "So.")]);
    }

    [Fact]
    public void Where_no_probe_question_is_answered_the_error_names_the_way_out()
    {
        var data = DataFiles.Input(_files.Add("shp.jsonl", Shp("p", "Why?", "one", "two")), DataFormat.Shp);
        Should.Throw<DataException>(() => ReferenceAnswers.Read(data, [new("x", "a", "Else?")])).Message.ShouldContain("take the rule paper or bandit");
    }
}
