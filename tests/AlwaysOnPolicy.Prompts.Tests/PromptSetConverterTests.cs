using System.Text.Json;

namespace AlwaysOnPolicy.Prompts.Tests;

public sealed class PromptSetConverterTests
{
    private static readonly PromptSet s_set = new([new("000-000", "law", "Who pays?", new("chat", 0) { Rule = "shortfall" })], ["A note."])
    {
        Calls =
        [
            new(0, [new("law-probe-1", 2), new("art-probe-7", 0)]),
            new(1, [new("art-probe-7", 0), new("law-probe-1", 1), new("law-probe-1", null), new("law-probe-1", 2)]),
        ],
        Weights = [new("law", 0.7, MeanReward: -1), new("art", 0.3)],
    };

    [Fact]
    public void A_set_is_read_as_it_was_written()
    {
        var again = JsonSerializer.Deserialize<PromptSet>(JsonSerializer.Serialize(s_set))!;
        again.Prompts.ShouldBe(s_set.Prompts);
        again.Notes.ShouldBe(s_set.Notes);
        again.Weights.ShouldBe(s_set.Weights);
        again.Calls.Select(c => c.Number).ShouldBe([0, 1]);
        foreach (var (call, was) in again.Calls.Zip(s_set.Calls)) call.Shown.ShouldBe(was.Shown);
    }

    [Fact]
    public void However_many_calls_saw_an_answer_its_question_is_named_once()
    {
        var calls = Enumerable.Range(0, 40).Select(i => new AuthorCall(i, [.. Enumerable.Range(0, 270).Select(q => new ShownAnswer($"question-{q:D3}"))]));
        var text = JsonSerializer.Serialize(s_set with { Calls = [.. calls] });
        text.Split("question-000").Length.ShouldBe(2);
        text.Length.ShouldBeLessThan(40 * 270 * 5, "less than five signs for each of the 270 answers that each of 40 calls saw");
    }

    [Fact]
    public void The_file_of_a_version_before_names_questions_and_not_which_of_their_answers()
    {
        const string Before = """{"Prompts": [], "Notes": [], "Calls": [{"Number": 3, "Shown": ["a", "b"]}]}""";
        var call = JsonSerializer.Deserialize<PromptSet>(Before)!.Calls.ShouldHaveSingleItem();
        call.Number.ShouldBe(3);
        call.Shown.ShouldBe([new("a", null), new("b", null)]);
        var again = JsonSerializer.Deserialize<PromptSet>(JsonSerializer.Serialize(JsonSerializer.Deserialize<PromptSet>(Before)))!;
        again.Calls[0].Shown.ShouldBe(call.Shown);
    }

    [Theory]
    [InlineData("\"0 2\"")]      // two questions are named
    [InlineData("\"1.2.3\"")]
    [InlineData("\"0.x\"")]
    [InlineData("\"-1\"")]
    [InlineData("[1]")]
    [InlineData("7")]
    public void A_damaged_call_is_an_error_of_the_file(string shown) => Should.Throw<JsonException>(() => JsonSerializer.Deserialize<PromptSet>(
        $$"""{"Prompts": [], "Notes": [], "Questions": ["a", "b"], "Calls": [{"Number": 0, "Shown": {{shown}}}]}"""));
}
