using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy.Tests;

/// <summary>Alone, since whoever trains beside it is heard too.</summary>
[CollectionDefinition(nameof(TelemetryTests), DisableParallelization = true)]
[Collection(nameof(TelemetryTests))]
public sealed class TelemetryTests(TinyWorld world) : IClassFixture<TinyWorld>
{
    [Fact]
    public async Task PPO_measures_steps_tokens_rewards_and_KL()
    {
        var (numbers, scores) = (new ConcurrentDictionary<string, ConcurrentQueue<double>>(), new List<double>());
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == Telemetry.Name) l.EnableMeasurementEvents(instrument);
        };
        void Heard(string name, double value) => numbers.GetOrAdd(name, _ => []).Enqueue(value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Heard(instrument.Name, value));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Heard(instrument.Name, value));
        listener.Start();

        var steps = new List<PpoStepRecord>();
        var result = await new Aligner().PpoAsync(world.Model, TinyWorld.Questions, async (exchanges, cancel) =>
        {
            var given = await TinyWorld.Length(exchanges, cancel);
            scores.AddRange(given);
            return given;
        }, world.Path("metered"), TinyWorld.Job, new DirectProgress<PpoStepRecord>(steps.Add));

        numbers[Telemetry.RewardName].ShouldBe(scores);
        numbers[Telemetry.StepsName].Sum().ShouldBe(2);
        numbers[Telemetry.KlName].ShouldBe(result.Records.Select(r => r.Kl));
        numbers[Telemetry.LossName].ShouldBe(result.Records.Select(r => r.TotalLoss));
        numbers[Telemetry.TokensName].Sum().ShouldBe(steps.SelectMany(r => r.Rollouts).Sum(r => r.Tokens));
        numbers.GetValueOrDefault(Telemetry.SkippedName, []).Sum().ShouldBe(result.Records.Sum(r => r.SkippedUpdates));
    }

    [Fact]
    public async Task Trainings_and_their_steps_are_activities()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await new Aligner().PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, world.Path("traced"), TinyWorld.Job);
        await new Aligner().FineTuneAsync(world.Model, [new("why", "because")], world.Path("traced-sft"));

        ended.Select(a => a.OperationName).ShouldBe(["ppo step", "ppo step", "ppo", "sft"]);
        var whole = ended.Single(a => a.OperationName == "ppo");
        ended.Where(a => a.OperationName == "ppo step").ShouldAllBe(a => a.ParentId == whole.Id && a.GetTagItem("aop.kl") is double);
        whole.GetTagItem("aop.total_steps").ShouldBe(2);
    }
}
