using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Tinker;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Learning.Tests.Tinker;

/// <summary>An iteration on a server, whatever happens to the connection, the server or this process, ends as one to which nothing happened.</summary>
public sealed class TinkerRunTests
{
    private static readonly Lazy<(string[] Records, float[] Policy, float[] Critic)> s_calm = new(() =>
    {
        using var iteration = new TinkerIteration();
        return iteration.Run();
    });

    [Fact]
    public void What_is_learnt_is_what_answers()
    {
        using var iteration = new TinkerIteration();
        var (records, _, _) = iteration.Run();
        var (trained, start) = iteration.Answers();
        records.Length.ShouldBe(5);
        trained.ShouldNotBe(start);
        iteration.Server.Models.ShouldBeEmpty("what was made on the server is given up");
        iteration.Server.Saved.ShouldNotContain(path => path.Contains("sampler_weights", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 2)]
    public void Results_that_are_still_to_come_and_refusals_for_load_change_nothing(int waits, int busy)
    {
        using var iteration = new TinkerIteration(new() { Waits = waits, Busy = busy });
        Same(iteration.Run());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_step_whose_connection_broke_is_done_once_where_the_server_keeps_numbers(bool after)
    {
        using var iteration = new TinkerIteration(new() { BreaksAtStep = 5, BreaksAfter = after });
        var ended = iteration.Run();
        iteration.Server.Requests.Count(r => r == "optim_step").ShouldBe(iteration.Server.Steps + 1);
        Same(ended);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_it_does_not_the_step_is_not_sent_again_and_the_run_goes_on_from_its_checkpoint(bool after)
    {
        // In the fourth of the run's steps.
        using var iteration = new TinkerIteration(new() { KeepsSequence = false, BreaksAtStep = 29, BreaksAfter = after });
        var error = Should.Throw<UserErrorException>(() => iteration.Run());
        error.Message.ShouldContain("nobody knows whether it was done");
        error.Message.ShouldContain("after step 2");
        iteration.Server.Steps.ShouldBe(after ? 29 : 28);
        Same(iteration.Run());
    }

    [Fact]
    public void A_kill_between_gradient_and_step_leaves_no_gradient_behind()
    {
        using var iteration = new TinkerIteration(new() { BreaksAtStep = 29 }, retries: 0);
        iteration.Server.Faults = iteration.Server.Faults with { KeepsSequence = false };
        Should.Throw<UserErrorException>(() => iteration.Run());
        iteration.Server.Requests.Last(r => r is "forward_backward" or "optim_step").ShouldBe("optim_step");
        Same(iteration.Run());
    }

    [Fact]
    public void A_server_that_was_started_anew_is_told_of_and_the_run_goes_on_from_its_checkpoint()
    {
        using var iteration = new TinkerIteration(new() { ForgetsAtStep = 29 });
        Should.Throw<UserErrorException>(() => iteration.Run()).Message.ShouldContain("started anew");
        Same(iteration.Run());
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_as_if_it_had_not_been()
    {
        using var iteration = new TinkerIteration();
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => iteration.Run(step => { if (step.Step == 3) stop.Cancel(); }, cancel: stop.Token));
        var ended = iteration.Run();
        Same(ended);
    }

    [Fact]
    public void A_reward_that_fails_keeps_the_steps_before_it()
    {
        using var iteration = new TinkerIteration();
        Should.Throw<UserErrorException>(() => iteration.Run(reward: new FailingReward(after: 3)));
        Same(iteration.Run());
    }

    [Fact]
    public void A_server_without_critic_says_which_estimator_needs_none()
    {
        using var iteration = new TinkerIteration(new() { HasCritic = false });
        Should.Throw<TinkerException>(() => iteration.Run()).Message.ShouldContain("PpoOptions.Advantages = Rloo");
    }

    [Fact]
    public void An_end_that_the_server_leaves_out_is_put_back()
    {
        using var iteration = new TinkerIteration(new() { LeavesOutEnd = true });
        Same(iteration.Run());
    }

    [Fact]
    public void Outputs_that_are_none_are_refused_before_a_step()
    {
        Refused(o => [], "no 'logprobs'");
        Refused(o => o.ToDictionary(p => p.Key, p => p.Key == "logprobs" ? p.Value[..^1] : p.Value), "positions");
        Refused(o => o.ToDictionary(p => p.Key, p => p.Key == "logprobs" ? p.Value.Select(x => 1f).ToArray() : p.Value), "log-probability of 1");
        Refused(o => o.ToDictionary(p => p.Key, p => p.Key == "logprobs" ? p.Value.Select(x => float.NaN).ToArray() : p.Value), "not finite");

        static void Refused(Func<Dictionary<string, float[]>, Dictionary<string, float[]>> outputs, string words)
        {
            using var iteration = new TinkerIteration(new() { Outputs = o => o.ContainsKey("values") ? o : outputs(o) });
            Should.Throw<UserErrorException>(() => iteration.Run()).Message.ShouldContain(words);
            iteration.Server.Steps.ShouldBe(0);
        }
    }

    [Fact]
    public void A_loss_without_our_clip_range_is_noticed()
    {
        using var iteration = new TinkerIteration(new() { IgnoresClipping = true });
        Should.Throw<UserErrorException>(() => iteration.Run()).Message.ShouldContain("ignores loss_fn_config");
    }

    [Fact]
    public void What_a_server_has_not_is_refused()
    {
        var ppo = TinkerIteration.Ppo;
        foreach (var options in new[]
        {
            ppo with { Lora = new() }, ppo with { FrozenLayers = 1 }, ppo with { EmaDecay = 0.9 }, ppo with { EntropyCoef = 0.1 },
            ppo with { LogprobTemperature = 0.9 }, ppo with { KlPenalty = KlPenalty.Full }, ppo with { Compatibility = PpoCompatibility.Trl },
            ppo with { Advantages = AdvantageEstimator.Grpo, AnswersPerPrompt = 2 },
        }) Should.Throw<SettingsException>(() => TinkerPolicy.Check(options, new())).Message.ShouldContain("Tinker server");
        TinkerPolicy.Check(ppo with { Advantages = AdvantageEstimator.Grpo, AnswersPerPrompt = 2, InitKlCoef = 0 }, new());
        foreach (var sampling in new Models.Generation.SamplingOptions[]
        {
            new() { MinNewTokens = 2 }, new() { RepetitionPenalty = 1.1 }, new() { ForcedEosId = 0 }, new() { SuppressTokens = [3] },
        }) Should.Throw<SettingsException>(() => TinkerPolicy.Check(ppo, sampling)).Message.ShouldContain("Tinker server");
    }

    private static void Same((string[] Records, float[] Policy, float[] Critic) ended)
    {
        ended.Records.ShouldBe(s_calm.Value.Records);
        ended.Policy.ShouldBe(s_calm.Value.Policy);
        ended.Critic.ShouldBe(s_calm.Value.Critic);
    }

    private sealed class FailingReward(int after) : IRewardModel
    {
        private readonly Ppo.SmallWords _own = new();
        private int _asked;

        public string Name => "failing";

        public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
            ++_asked > after ? throw new RewardException("it fails") : _own.ScoreAsync(exchanges, cancel);

        public void Dispose() { }
    }
}
