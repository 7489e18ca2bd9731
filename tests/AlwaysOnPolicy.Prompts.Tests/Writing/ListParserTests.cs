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
    [InlineData("<think>\nLet me plan.\n1. First I look at the weak domains.\n2. Then I write about heat [maybe metals].\n3. Why low?\n</think>\n\n1. How do " +
        "I proof dough?\n2. Why is it flat?")]
    [InlineData("Let me plan.\n1. What do they ask?\n</think>\n1. How do I proof dough?\n2. Why is it flat?")]
    [InlineData("<reasoning>\n- be short\n- be clear\n</reasoning>\n```json\n[\"How do I proof dough?\", \"Why is it flat?\"]\n```")]
    [InlineData("1. How do I proof dough?\n2. Why is it flat?\n<think>\n3. Is that enough?")]
    [InlineData("<|channel|>analysis<|message|>1. What is weak?<|end|><|start|>assistant<|channel|>final<|message|>1. How do I proof dough?\n2. Why is it " +
        "flat?<|return|>")]
    [InlineData("The weak domains are:\n1. askbaking\n2. askculinary\n3. askdocs\n\nPatterns:\n- short\n- personal\n- factual\n\nQuestions:\n1. How do I " +
        "proof dough?\n2. Why is it flat?")]
    [InlineData("- Weak: askbaking, askculinary\n- Pattern: facts\n- Tone: informal\n\nHere they are:\n- How do I proof dough?\n- Why is it flat?")]
    [InlineData("1. How do I proof dough?\n2. Why is it flat?\nLet me know if you want more.")]
    [InlineData("1. How do I proof dough?\n   Rationale: askbaking scored low\n2. Why is it flat?\n\nNotes:\n1. I kept them short.")]
    [InlineData("<answer>\n1. How do I proof dough?\n2. Why is it flat?\n</answer>")]
    [InlineData("<questions>\n1. How do I proof dough?\n2. Why is it flat?\n</questions>\nThese target [askbaking].")]
    [InlineData("Sure! Here are the questions [as JSON]:\n\n```json\n[{\"question\": \"How do I proof dough?\"}, {\"question\": \"Why is it " +
        "flat?\"}]\n```\nLet me know if you want more [or other] topics.")]
    [InlineData("{\"question\": \"How do I proof dough?\"}\n{\"question\": \"Why is it flat?\"}")]
    [InlineData("{\"weak_domains\": [\"askbaking\"], \"questions\": [\"How do I proof dough?\", \"Why is it flat?\"]}")]
    [InlineData("| # | Question |\n|---|:--|\n| 1 | How do I proof dough? |\n| 2 | Why is it flat? |")]
    [InlineData("| Question | Why it helps |\n|---|---|\n| How do I proof dough? | low reward |\n| Why is it flat? | low reward |")]
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
    [InlineData("<think>\n1. How do I proof dough?\n2. Why is it flat?\n</think>")]
    [InlineData("<think>\n1. How do I proof dough?\n2. Why is it flat?")]
    [InlineData("<|channel|>analysis<|message|>1. How do I proof dough?")]
    public void An_answer_without_a_list_gives_nothing(string answer) => ListParser.Parse(answer).ShouldBeEmpty();

    [Theory]
    [InlineData("1. How do I proof dough?\n2. Why is it flat?\n3. What happens when I")]
    [InlineData("[\n{\"question\": \"How do I proof dough?\"},\n{\"question\": \"Why is it flat?\"},\n{\"question\": \"What?\"},\n{\"quest")]
    public void The_last_entry_of_an_answer_that_was_cut_is_left_out(string answer) =>
        ListParser.Parse(answer, cut: true).Select(i => i.Text).ShouldBe(["How do I proof dough?", "Why is it flat?"]);

    [Fact]
    public void Prompts_that_are_no_questions_stay_when_there_are_no_others() =>
        ListParser.Parse("1. Tell me about dough.\n2. Explain rye.").Select(i => i.Text).ShouldBe(["Tell me about dough.", "Explain rye."]);

    [Fact]
    public void A_question_about_a_tag_in_code_marks_is_kept() =>
        ListParser.Parse("1. What does `<think>` do in a prompt?\n2. Why is it flat?").Select(i => i.Text)
            .ShouldBe(["What does `<think>` do in a prompt?", "Why is it flat?"]);

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
