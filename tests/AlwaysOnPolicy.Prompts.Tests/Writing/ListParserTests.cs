using AlwaysOnPolicy.Prompts.Writing;

namespace AlwaysOnPolicy.Prompts.Tests.Writing;

public sealed class ListParserTests
{
    [Theory]
    [InlineData("1. How do I proof dough?\n2. Why is it flat?")]
    [InlineData("1) How do I proof dough?\n2) Why is it flat?")]
    [InlineData("(1) How do I proof dough?\n(2) Why is it flat?")]
    [InlineData("Here are two questions:\n\n**1.** How do I proof dough?\n\n**2.** Why is it flat?\n\nLet me know if you want more.")]
    [InlineData("- How do I proof dough?\n- Why is it flat?")]
    [InlineData("* \"How do I proof dough?\"\r\n* “Why is it flat?”\r\n")]
    [InlineData("Sure!\n• How do I proof\n  dough?\n• Why is it flat?")]
    [InlineData("```json\n[\"How do I proof dough?\", \"Why is it flat?\",]\n```")]
    [InlineData("{\"questions\": [{\"question\": \"How do I proof dough?\"}, {\"question\": \"Why is it flat?\"}]}")]
    [InlineData("How do I proof dough?\n\nWhy is it flat?\nGood luck.")]
    [InlineData("Question 1: How do I proof dough?\nQuestion 2: Why is it flat?")]
    [InlineData("1. Baking\n   - How do I proof dough?\n   - Why is it flat?")]
    [InlineData("### askbaking\n1. How do I proof dough?\n### askculinary\n1. **Question:** Why is it flat?")]
    public void Every_usual_form_of_a_list_gives_the_same_questions(string answer) =>
        ListParser.Parse(answer).Select(i => i.Text).ShouldBe(["How do I proof dough?", "Why is it flat?"]);

    [Theory]
    [InlineData("1. [askbaking] How do I proof dough?")]
    [InlineData("1. **[askbaking]** How do I proof dough?")]
    [InlineData("[{\"domain\": \"askbaking\", \"question\": \"How do I proof dough?\"}]")]
    public void A_domain_in_front_becomes_the_tag(string answer) =>
        ListParser.Parse(answer).ShouldBe([new ListedItem("How do I proof dough?", "askbaking")]);

    [Theory]
    [InlineData("")]
    [InlineData("I cannot help with that.")]
    [InlineData("[unclosed")]
    public void An_answer_without_a_list_gives_nothing(string answer) => ListParser.Parse(answer).ShouldBeEmpty();

    [Fact]
    public void Numbers_within_a_question_are_no_markers() =>
        ListParser.Parse("1. Is a 3.5 litre engine\n2 litres too big?\n2. Why 12 eggs?").Select(i => i.Text)
            .ShouldBe(["Is a 3.5 litre engine 2 litres too big?", "Why 12 eggs?"]);

    [Theory]
    [InlineData("sourdough\nrye bread")]
    [InlineData("1. sourdough\n2. rye bread")]
    [InlineData("Here are two keywords:\n\nsourdough\nrye bread\n\nHope this helps!")]
    [InlineData("sourdough, rye bread")]
    [InlineData("- **sourdough**\n- rye bread")]
    [InlineData("{\"keywords\": [\"sourdough\", \"rye bread\"]}")]
    public void Keywords_need_no_markers(string answer) =>
        ListParser.Parse(answer, ListOf.Keywords).Select(i => i.Text).ShouldBe(["sourdough", "rye bread"]);

    [Theory]
    [InlineData("I cannot help with that.")]
    [InlineData("Sorry!")]
    public void A_sentence_is_no_keyword(string answer) => ListParser.Parse(answer, ListOf.Keywords).ShouldBeEmpty();
}
