using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;

namespace AlwaysOnPolicy.Experiments.Tests.PpoAlone;

public sealed class PpoSettingsTests
{
    private const string Basis = "model: m\nprompts: { path: p.txt, format: text }\n";

    private static PpoSettings Parse(string yaml) => SettingsFile.Parse<PpoSettings>(yaml, "ppo.yaml", "/runs");

    [Theory]
    [InlineData("reward: { model: rm }")]
    [InlineData("reward: { scorer: { url: http://localhost:8000/score, batch_size: 8, timeout_seconds: 5 } }")]
    [InlineData("reward: { regex: { pattern: '(?i)please', count: true } }")]
    [InlineData("reward: { length: { target: 20, unit: tokens } }")]
    public void Each_kind_of_reward_is_a_group(string reward)
    {
        var settings = Parse(Basis + reward);
        settings.Check();
        SettingsFile.Parse<PpoSettings>(SettingsFile.ToYaml(settings), "again", "/").ShouldBe(settings, new SameYaml());
    }

    [Theory]
    [InlineData("prompts: { path: p.txt }\nreward: { model: rm }", "--model")]
    [InlineData("model: m\nreward: { model: rm }", "--prompts")]
    [InlineData(Basis, "--reward")]
    [InlineData(Basis + "reward: { model: rm, length: { target: 3 } }", "Several rewards")]
    [InlineData(Basis + "reward: { regex: { pattern: '(' } }", "'('")]
    [InlineData(Basis + "reward: { scorer: { url: nowhere } }", "'nowhere'")]
    [InlineData(Basis + "reward: { model: rm }\nsamples: { prompts: 2, shown: 3 }", "samples.shown")]
    [InlineData(Basis + "reward: { model: rm }\nppo: { batch_size: 10, mini_batch_size: 4 }", "ppo.batch_size")]
    [InlineData(Basis + "reward: { model: rm }\nreference: other\nppo: { lora: { rank: 4 } }", "'reference'")]
    [InlineData(Basis + "reward: { lenght: { target: 3 } }", "Did you mean 'reward.length'?")]
    [InlineData(Basis + "reward: { length: { target: 0 } }", "reward.length.target")]
    [InlineData(Basis + "reward: { regex: { count: true } }", "'reward.regex.pattern' is missing")]
    public void What_is_missing_or_wrong_is_named(string yaml, string says) =>
        Should.Throw<SettingsException>(() => Parse(yaml).Check()).Message.ShouldContain(says);

    private sealed class SameYaml : IEqualityComparer<PpoSettings>
    {
        public bool Equals(PpoSettings? a, PpoSettings? b) => SettingsFile.ToYaml(a!) == SettingsFile.ToYaml(b!);

        public int GetHashCode(PpoSettings settings) => 0;
    }
}
