using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>Answers that another engine draws.</summary>
public sealed class PpoEngineTests : IDisposable
{
    private readonly IterationWorld _world = new(sharpness: 3);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void It_is_told_how_often_the_policy_has_moved()
    {
        var own = _world.Run();
        Elsewhere? engine = null;
        _world.Run(engine: p => engine = new(p)).Hashes.ShouldBe(own.Hashes);
        engine!.Moves.ShouldBe([0, 1, 2, 3, 4]);
        _world.Run(ppo: IterationWorld.Ppo with { ValueWarmupSteps = 2 }, engine: p => engine = new(p));
        engine.Moves.ShouldBe([0, 0, 0, 1, 2]);
    }

    /// <summary>The engine's numbers are off by what is added here, and otherwise the model's own; the learner's are used all the same.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    public void The_difference_of_its_log_probabilities_is_measured_and_changes_nothing(float off)
    {
        var own = _world.Run();
        var end = _world.Run(engine: p => new Elsewhere(p) { Off = off });
        end.Hashes.ShouldBe(own.Hashes);
        foreach (var record in end.Records)
        {
            var stats = JsonNode.Parse(record)!["Line"]!["Stats"]!;
            stats["rollouts/logprob_difference_mean"]!.GetValue<double>().ShouldBe(off, 1e-5);
            stats["rollouts/logprob_difference_max"]!.GetValue<double>().ShouldBe(off, 1e-5);
        }
        own.Records.ShouldAllBe(r => !r.Contains("logprob_difference"));
    }

    [Fact]
    public void With_a_temperature_of_the_log_probabilities_none_is_measured() =>
        _world.Run(ppo: IterationWorld.Ppo with { LogprobTemperature = 0.9 }, engine: p => new Elsewhere(p)).Records
            .ShouldAllBe(r => !r.Contains("logprob_difference"));

    [Fact]
    public void What_it_cannot_draw_ends_the_run_with_a_checkpoint_from_which_it_goes_on()
    {
        var own = _world.Run();
        Should.Throw<UserErrorException>(() => _world.Run(every: 100, engine: p => new Elsewhere(p) { FailsAt = 3 })).Message.ShouldContain("no server");
        var end = _world.Run(every: 100, engine: p => new Elsewhere(p));
        end.Resumed.ShouldBe(3);
        end.Hashes.ShouldBe(own.Hashes);
    }

    /// <summary>The policy's own answers, with the log-probabilities that its generator tells.</summary>
    private sealed class Elsewhere(Policy policy) : IRolloutEngine
    {
        public List<long> Moves { get; } = [];

        public float Off { get; init; }

        public int FailsAt { get; init; } = -1;

        public Task<IReadOnlyList<Answer>> AnswerAsync(IReadOnlyList<AnswerRequest> requests, SamplingOptions sampling, long moves = 0,
            Action<int>? progress = null, CancellationToken cancel = default)
        {
            if (Moves.Count == FailsAt) throw new RolloutException("There is no server.");
            Moves.Add(moves);
            var answers = policy.Answer(requests, sampling, cancel: cancel);
            return Task.FromResult<IReadOnlyList<Answer>>([.. answers.Select((a, i) => a with { Logprobs = Told(a, requests[i], sampling) })]);
        }

        public void Dispose()
        {
        }

        private float[] Told(Answer answer, AnswerRequest request, SamplingOptions sampling)
        {
            using var batch = new GenerationBatch(policy.Model);
            batch.Add(new(answer.PromptIds, policy.Complete(sampling), request.Seed) { TopLogProbabilities = 0 });
            var told = new List<float>();
            while (batch.Running + batch.Waiting > 0) told.AddRange(batch.Step().Select(t => t.LogProbability!.Value + Off));
            return [.. told];
        }
    }
}
