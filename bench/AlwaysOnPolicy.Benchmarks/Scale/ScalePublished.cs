using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Benchmarks.Scale;

/// <summary>Times that others published, beside what the same arithmetic says: OpenRLHF (arXiv 2405.11143, tables 2 and 3), 1,024 prompts, one epoch, A800,
/// policy, value model, anchor, reward model and writing each on GPUs of their own, one after the other but for policy and value model.</summary>
/// <param name="Actors">GPUs that train the policy; as many train the value model at the same time.</param>
/// <param name="Scorers">GPUs of the anchor; as many are the reward model's.</param>
/// <param name="Copies">Of the policy that write.</param>
/// <param name="Together">GPUs of each.</param>
internal sealed record ScalePublished(PolicyShape Policy, int Gpus, int Actors, int Scorers, int Copies, int Together, double Published)
{
    // Its scripts' sizes: prompts and answers of at most 1,024 tokens, 128 answers a step of the optimizer.
    private const int Prompts = 1024, MostTokens = 1024, MiniBatch = 128;

    public static IReadOnlyList<ScalePublished> All =>
    [
        new(PolicyShape.Seven, 16, 4, 2, 4, 1, 471.11),
        new(PolicyShape.Thirteen, 32, 8, 4, 8, 1, 608.93),
        new(PolicyShape.Seventy, 32, 4, 4, 4, 4, 4488.53),
    ];

    /// <summary>Lengths are not published: at most, prompts and answers are as long as they may be; at least, half of it.</summary>
    public (double Least, double Most) Simulated => (Seconds(MostTokens / 2, isFixed: false), Seconds(MostTokens, isFixed: true));

    private double Seconds(int prompt, bool isFixed)
    {
        var lengths = ScaleRollouts.Lengths(Prompts, MostTokens, isFixed, SeededRandom.For(1, "published"));
        var written = lengths.Select((length, i) => (length, i)).GroupBy(p => p.i % Copies, p => p.length)
            .Max(g => new ScaleRollouts(GpuKind.A800, Policy, Together).Seconds([.. g], prompt, taken: 0));
        var row = prompt + lengths.Average();
        var learning = new ScaleLearning(GpuKind.A800, Policy, Actors, Actors, IsLora: false);
        var looked = new ScaleLearning(GpuKind.A800, Policy, Scorers, Scorers, IsLora: false).ForwardSeconds(Prompts, row) / 3;   // side by side
        return written + looked + ((double)Prompts / MiniBatch * learning.StepSeconds(MiniBatch, row));
    }
}
