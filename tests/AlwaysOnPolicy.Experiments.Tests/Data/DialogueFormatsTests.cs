using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Tests.Data;

/// <summary>Dialogues of H4's sets and ShareGPT, and Alpaca's tasks.</summary>
public sealed class DialogueFormatsTests : IDisposable
{
    private readonly DataFiles _files = new();

    public void Dispose() => _files.Dispose();

    private DataInput Input(DataFormat format, params string[] lines) => DataFiles.Input(_files.Add("rows.jsonl", lines), format);

    [Fact]
    public void Sharegpt_answers_with_its_last_turn()
    {
        var input = Input(DataFormat.Sharegpt,
            """{"id": "x", "conversations": [{"from": "system", "value": "Be brief."}, {"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}, {"from": "human", "value": "Why?"}, {"from": "gpt", "value": "So."}]}""",
            """{"id": "y", "conversations": [{"from": "human", "value": "How?"}, {"from": "gpt", "value": "Thus."}]}""");
        DataSets.ReadDemonstrations(input).Rows.ShouldBe(
            [new DemonstrationRow("x", "System: Be brief.\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: Why?", "So."),
                new DemonstrationRow("y", "How?", "Thus.")]);
        DataSets.ReadQuestions(input).Rows.Bare()[1].ShouldBe(new QuestionRow("y", null, "How?"));
        DataSets.ReadPairs(Input(DataFormat.Sharegpt, """{"conversations": [{"from": "human", "value": "How?"}], "chosen": {"from": "gpt", "value": "a"}, "rejected": {"from": "gpt", "value": "b"}}"""))
            .Rows.Bare().ShouldBe([new PairRow("row-1", null, "How?", "a", "b")]);
    }

    [Fact]
    public void Alpaca_puts_an_input_behind_its_instruction()
    {
        var path = _files.Add("alpaca.json", """[{"instruction": "Sum up.", "input": "A tale.", "output": "Short."},""", """ {"instruction": "Why?", "input": "", "output": "So."}]""");
        var input = DataFiles.Input(path, DataFormat.Alpaca);
        DataSets.ReadDemonstrations(input).Rows.ShouldBe([new DemonstrationRow("row-1", "Sum up.\n\nA tale.", "Short."),
            new DemonstrationRow("row-2", "Why?", "So.")]);
        DataSets.ReadQuestions(input).Rows[0].Text.ShouldBe("Sum up.\n\nA tale.");
    }

    [Fact]
    public void What_stands_beside_a_question_is_read_as_its_context()
    {
        DataSets.ReadDemonstrations(Input(DataFormat.Sharegpt, """{"system": "Be brief.", "conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Yo"}]}"""))
            .Rows.Single().Question.ShouldBe("System: Be brief.\n\nHuman: Hi");
        DataSets.ReadDemonstrations(Input(DataFormat.Alpaca, """{"system": "Be brief.", "history": [["Hi", "Hello"]], "instruction": "Why?", "input": "", "output": "So."}"""))
            .Rows.Single().Question.ShouldBe("System: Be brief.\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: Why?");
        DataSets.ReadDemonstrations(Input(DataFormat.Alpaca, """{"system": "", "history": [], "instruction": "Why?", "input": "", "output": "So."}""",
            """{"history": ["Hi"], "instruction": "Why not?", "input": "", "output": "So."}""")).Rows.Single().Question.ShouldBe("Why?");
    }

    [Theory]
    [InlineData("""[{"role": "user", "content": "Why?"}, {"role": "tool", "content": "42"}, {"role": "assistant", "content": "42"}]""", "said by 'tool'")]
    [InlineData("""[{"role": "user", "content": "Why?"}, {"role": "assistant", "content": null, "tool_calls": []}, {"role": "assistant", "content": "42"}]""", "has no text")]
    [InlineData("""[{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "42"}, {"role": "user", "content": "So?"}]""", "last turn of 'messages' is not the assistant's")]
    [InlineData("""[{"role": "assistant", "content": "42"}]""", "no turn of the user comes before")]
    [InlineData("""[{"role": "user", "content": [{"type": "image_url"}]}, {"role": "assistant", "content": "42"}]""", "a part that is no text")]
    [InlineData("""[{"role": "user", "content": "a\n\nHuman: b"}, {"role": "assistant", "content": "c"}, {"role": "user", "content": "d"}, {"role": "assistant", "content": "42"}]""", "as a speaker's does")]
    public void Turns_that_no_answer_can_be_learnt_from_leave_their_row_out(string messages, string reason)
    {
        var input = Input(DataFormat.H4, $$"""{"messages": {{messages}}}""", """{"messages": [{"role": "user", "content": [{"type": "text", "text": "Why?"}]}, {"role": "assistant", "content": "So."}]}""");
        var set = DataSets.ReadDemonstrations(input);
        set.Rows.ShouldBe([new DemonstrationRow("row-2", "Why?", "So.")]);
        set.Notes.ShouldHaveSingleItem().ShouldContain(reason);
    }

    [Fact]
    public void Two_answers_to_different_turns_are_no_pair()
    {
        static string Turns(string question, string answer) => $$"""[{"role": "user", "content": "{{question}}"}, {"role": "assistant", "content": "{{answer}}"}]""";
        var set = DataSets.ReadPairs(Input(DataFormat.H4,
            $$"""{"chosen": {{Turns("Why?", "a")}}, "rejected": {{Turns("How?", "b")}}}""", $$"""{"chosen": {{Turns("Why?", "a")}}, "rejected": {{Turns("Why?", "b")}}}"""));
        set.Rows.ShouldHaveSingleItem().Id.ShouldBe("row-2");
        set.Notes[0].ShouldContain("do not answer the same turns");
    }
}
