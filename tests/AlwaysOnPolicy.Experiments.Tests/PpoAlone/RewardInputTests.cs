using AlwaysOnPolicy.Chat.Scoring;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.Tests.RewardBench;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Experiments.Tests.PpoAlone;

public sealed class RewardInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-reward-input-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Key(RewardSource source) => CanonicalJson.Write(RewardInput.Of(source)).Json;

    private IRewardModel Open(RewardSource source)
    {
        var tokenizer = Tokenizer.Load(AlwaysOnPolicy.Tests.Goldens.Material("tokenizers/trained-byte-bpe"));
        return RewardInput.Of(source).Open(new PromptFormatOptions { Template = "{question}" }, tokenizer);
    }

    [Fact]
    public void What_decides_the_scores_is_in_the_key_and_nothing_else()
    {
        string[] keys =
        [
            Key(new() { Regex = new() { Pattern = "a" } }), Key(new() { Regex = new() { Pattern = "b" } }),
                Key(new() { Regex = new() { Pattern = "a", Count = true } }),
            Key(new() { Length = new() { Target = 3 } }), Key(new() { Length = new() { Target = 4 } }),
                Key(new() { Length = new() { Target = 3, Unit = LengthUnit.Tokens } }),
            Key(new() { Scorer = new() { Url = "http://a/" } }), Key(new() { Scorer = new() { Url = "http://b/" } }),
        ];
        keys.ShouldBeUnique();
        Key(new() { Scorer = new() { Url = "http://a/", BatchSize = 3, TimeoutSeconds = 9, Retries = 0, ApiKeyVariable = "X" } }).ShouldBe(keys[6]);
    }

    [Fact]
    public void A_reward_models_folder_counts_by_content()
    {
        string[] folders = [.. new[] { "a", "b" }.Select(n => RewardFolders.Deberta(Path.Combine(_folder, n)))];
        Key(new() { Model = folders[0] }).ShouldBe(Key(new() { Model = folders[1] }));
        File.AppendAllText(Path.Combine(folders[1], "config.json"), " ");
        Key(new() { Model = folders[0] }).ShouldNotBe(Key(new() { Model = folders[1] }));
    }

    [Fact]
    public void Each_kind_opens_as_what_it_is()
    {
        Type Opened(RewardSource source)
        {
            using var reward = Open(source);
            return reward.GetType();
        }
        Opened(new() { Model = RewardFolders.Deberta(Path.Combine(_folder, "deberta")) }).ShouldBe(typeof(EncoderRewardModel));
        Opened(new() { Model = RewardFolders.SteamShp(Path.Combine(_folder, "steamshp")) }).ShouldBe(typeof(SteamShpRewardModel));
        Opened(new() { Model = RewardFolders.Decoder("llama-reward", Path.Combine(_folder, "llama")) }).ShouldBe(typeof(ChatRewardModel));
        var own = RewardFolders.Decoder("gpt2-reward", Path.Combine(_folder, "own"));
        TrunkRewardModel.WriteScale(own, ScoreScale.None);
        Opened(new() { Model = own }).ShouldBe(typeof(TrunkRewardModel));
        Opened(new() { Scorer = new() { Url = "http://localhost:1/" } }).ShouldBe(typeof(HttpRewardModel));
        Opened(new() { Regex = new() { Pattern = "a" } }).ShouldBe(typeof(RegexRewardModel));
        using var tokens = Open(new() { Length = new() { Target = 3, Unit = LengthUnit.Tokens } });
        tokens.Name.ShouldBe("distance from 3 tokens");
    }

    [Fact]
    public void A_folder_without_a_model_is_named() =>
        Should.Throw<SettingsException>(() => RewardInput.Of(new() { Model = _folder })).Message.ShouldContain("reward.model");
}
