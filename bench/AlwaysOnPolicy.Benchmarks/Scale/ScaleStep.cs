using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Benchmarks.Scale;

/// <summary>What is written and learnt.</summary>
/// <param name="PromptTokens">Of a prompt.</param>
/// <param name="AnswerTokens">Of an answer at most.</param>
/// <param name="IsFixedLength">Whether all answers have as many.</param>
/// <param name="Batch">Answers of one step of PPO.</param>
/// <param name="MiniBatch">Answers of one step of the optimizer.</param>
/// <param name="Epochs">Over a batch.</param>
internal sealed record ScaleWork(int PromptTokens, int AnswerTokens, bool IsFixedLength, int Batch, int MiniBatch, int Epochs);

/// <summary>One step of PPO on GPUs that write, then learn.</summary>
/// <param name="Writing">Seconds in which answers are written.</param>
/// <param name="Passing">Seconds in which weights go to those that write, and of the turns.</param>
/// <param name="Looking">Seconds of log-probabilities, anchor and rewards.</param>
/// <param name="Learning">Seconds of the optimizer's steps.</param>
/// <param name="Tokens">Written.</param>
/// <param name="WeightBytes">That go to those that write.</param>
/// <param name="LearningBytes">That learning GPUs receive from each other.</param>
/// <param name="RolloutBytes">Token ids and log-probabilities that go to those that learn.</param>
internal sealed record ScaleStep(
    double Writing, double Passing, double Looking, double Learning, double Tokens, double WeightBytes, double LearningBytes, double RolloutBytes)
{
    private const int Draws = 5;

    public double Seconds => Writing + Passing + Looking + Learning;

    /// <summary>In the mean over some draws of lengths.</summary>
    /// <exception cref="InvalidOperationException">The policy does not fit.</exception>
    public static ScaleStep Of(ScaleLearning learning, ScaleWork work)
    {
        var rollouts = ScaleRollouts.For(learning.Gpu, learning.Policy, learning.Taken)
            ?? throw new InvalidOperationException($"{learning.Policy.Name} does not fit beside its training on {learning.Gpus} GPUs.");
        var (random, copies) = (SeededRandom.For(1, "scale"), Math.Max(1, learning.Gpus / rollouts.Together));
        var (writing, tokens) = (0.0, 0.0);
        for (var draw = 0; draw < Draws; draw++)
        {
            var lengths = ScaleRollouts.Lengths(work.Batch, work.AnswerTokens, work.IsFixedLength, random);
            writing += lengths.Select((length, i) => (length, i)).GroupBy(p => p.i % copies, p => p.length)
                .Max(g => rollouts.Seconds([.. g], work.PromptTokens, learning.Taken)) / Draws;
            tokens += lengths.Sum(l => (double)l) / Draws;
        }
        var steps = (double)work.Epochs * work.Batch / work.MiniBatch;
        var row = work.PromptTokens + (tokens / work.Batch);
        // Each GPU that writes receives its part of the weights; between machines, where slices are spread over several.
        var bandwidth = learning.Sharing > GpuKind.OfAMachine ? learning.Gpu.NetworkBandwidth : learning.Gpu.LinkBandwidth;
        var passing = Reached.SecondsOfATurn + (learning.ChangedBytes / rollouts.Together / bandwidth);
        return new(writing, passing, learning.ForwardSeconds(work.Batch, row), steps * learning.StepSeconds(work.MiniBatch, row), tokens,
            learning.ChangedBytes * copies, steps * learning.StepBytes, tokens * (sizeof(int) + sizeof(float)));
    }
}
