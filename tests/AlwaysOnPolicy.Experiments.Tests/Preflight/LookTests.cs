using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.Preflight;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Preflight;

/// <summary>What a run gets through and makes little sense is said.</summary>
public sealed class LookTests
{
    [Fact]
    public void A_single_step_is_said_and_two_are_not()
    {
        Warnings(f => StepLook.Look(f, "An iteration", steps: 1, batchSize: 16, "passes")).ShouldHaveSingleItem()
            .ShouldStartWith("An iteration is a single step of PPO, of 16 answers (ppo.batch_size)");
        Warnings(f => StepLook.Look(f, "An iteration", steps: 2, batchSize: 16, "passes")).ShouldBeEmpty();
    }

    /// <summary>Wilson's interval of 8 in 12: (2/3 + 1.96²/24 ± 1.96 · √(2/9/12 + 1.96²/576)) / (1 + 1.96²/12) = 0.626 ± 0.236.</summary>
    [Fact]
    public void Few_held_out_pairs_are_said_with_what_they_can_show()
    {
        Warnings(f => HeldOutLook.Look(f, 12, "--held-out")).ShouldHaveSingleItem().ShouldBe(
            "12 held-out pairs (--held-out) measure the reward model; 30 or more are better: were it right on 8 of them, the 95 % interval would be 39 to 86 " +
            "%, and chance is 50 %.");
        Warnings(f => HeldOutLook.Look(f, 29, "--held-out")).ShouldHaveSingleItem();
        Warnings(f => HeldOutLook.Look(f, 30, "--held-out")).ShouldBeEmpty();
    }

    /// <summary>Three words and a full stop are four tokens of the miniature world's tokenizer, and the end makes five.</summary>
    [Fact]
    public void Answers_that_are_cut_are_counted()
    {
        using var folder = new TemporaryFolder();
        MiniatureModel.Write(folder.Path, seed: 1);
        var format = PromptFormat.Load(folder.Path, new PromptFormatOptions { Template = "{question} <sep>" });
        string[] answers = ["moisten the starter .", "soothe .", "soothe .", "soothe ."];
        Warnings(f => AnswerLook.Look(f, format, answers, "demonstrations", 5, "sft.max_answer_tokens")).ShouldBeEmpty();
        Warnings(f => AnswerLook.Look(f, format, answers, "demonstrations", 4, "sft.max_answer_tokens")).ShouldHaveSingleItem()
            .ShouldStartWith("1 of the 4 answers of the demonstrations, 25 %, are longer than 4 tokens (sft.max_answer_tokens) and are cut");
    }

    [Theory]
    [InlineData(null, 9, 0)]      // a fifth would be one
    [InlineData(null, 10, 2)]
    [InlineData(null, 104, 20)]
    [InlineData(null, 5000, 100)]
    [InlineData(0, 100, 0)]
    [InlineData(7, 100, 7)]
    [InlineData(7, 3, 3)]
    public void A_fifth_of_the_prompts_is_kept_from_the_training_unless_said_otherwise(int? said, int prompts, int kept)
    {
        new SampleSettings { HeldOut = said }.HeldOutOf(prompts).ShouldBe(kept);
        new SampleSettings { HeldOut = said, Prompts = 0, Shown = 0 }.HeldOutOf(prompts).ShouldBe(0);   // nothing is sampled from them
    }

    private static IReadOnlyList<string> Warnings(Action<Findings> look)
    {
        var findings = new Findings();
        look(findings);
        findings.Errors.ShouldBeEmpty();
        return findings.Warnings;
    }

    [Theory]
    [InlineData(8, 2, false, false)]
    [InlineData(5, 50, true, true)]
    [InlineData(40, 50, true, false)]
    public void How_often_each_prompt_is_seen_is_said_and_very_often_is_a_warning(int prompts, int steps, bool said, bool warned)
    {
        var findings = new Findings();
        StepLook.Repeats(findings, prompts, steps, 4);
        (findings.Sentences.Count + findings.Warnings.Count > 0).ShouldBe(said);
        findings.Warnings.Count.ShouldBe(warned ? 1 : 0);
        if (warned) findings.Warnings[0].ShouldStartWith("50 steps of 4 prompts each, and there are 5 prompts to train on: each is seen 40 times.");
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(6, false)]
    public void Few_seeds_are_said_to_say_little(int seeds, bool said) => (AlwaysOnPolicy.Experiments.Loop.Study.FewSeeds(seeds) is not null).ShouldBe(said);
}
