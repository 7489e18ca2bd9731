using System.Reflection;

namespace AlwaysOnPolicy.Tests;

/// <summary>Runs each sample's program in this process.</summary>
[Collection(nameof(TelemetryTests))]
public sealed class SampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-sample-").FullName;

    [Fact]
    public void Ppo_learns_to_answer_with_more_vowels()
    {
        var said = Run("Samples.Ppo");
        var shares = said.Split("share of vowels: ")[1].Split(' ');
        double.Parse(shares[2]).ShouldBeGreaterThan(double.Parse(shares[0]) + 0.1);
    }

    [Fact]
    public void Loop_writes_more_prompts_for_the_weakest_domain_and_leaves_two_policies()
    {
        var said = Run("Samples.Loop");
        said.ShouldContain("iteration 2: 4 steps of PPO");   // 16 prompts, 2 passes, batches of 8
        Directory.Exists(Path.Combine(_folder, "policy-2")).ShouldBeTrue();
        foreach (var iteration in new[] { "iteration 1", "iteration 2" })
        {
            var domains = said.Split('\n').Where(l => l.StartsWith(iteration, StringComparison.Ordinal) && l.Contains("reward"))
                .Select(l => (Reward: double.Parse(l.Split("reward ")[1].Split(',')[0]), Prompts: int.Parse(l.Split(", ")[1].Split(' ')[0]))).ToArray();
            domains.Length.ShouldBe(3);
            domains.MinBy(d => d.Reward).Prompts.ShouldBe(8);
        }
    }

    [Fact]
    public void TokenizersOnly_gives_a_text_back_and_needs_no_torch()
    {
        Run("Samples.TokenizersOnly").ShouldContain("as a chat: <|user|>why did the dog chase the cat?<|end|><|assistant|>");
        Assembly.Load("Samples.TokenizersOnly").GetReferencedAssemblies().Select(a => a.Name!).Where(n => !n.StartsWith("System.", StringComparison.Ordinal))
            .ShouldBe(["AlwaysOnPolicy.Tokenizers"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Run(string sample)
    {
        var (console, said) = (Console.Out, new StringWriter());
        Console.SetOut(said);
        try
        {
            Assembly.Load(sample).EntryPoint!.Invoke(null, [new[] { _folder }]);
        }
        finally
        {
            Console.SetOut(console);
        }
        return said.ToString();
    }
}
