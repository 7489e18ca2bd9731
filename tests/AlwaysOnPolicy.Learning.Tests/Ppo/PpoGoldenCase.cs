using System.Text.Json;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Tokenizers.Encodings;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>What a recorded run of TRL says of itself in its case.json.</summary>
internal static class PpoGoldenCase
{
    public static PpoOptions Options(JsonElement golden)
    {
        var c = golden.GetProperty("config");
        double? Maybe(string key) => c.GetProperty(key).ValueKind == JsonValueKind.Null ? null : c.GetProperty(key).GetDouble();
        return new PpoOptions
        {
            LearningRate = c.GetProperty("learning_rate").GetDouble(),
            BatchSize = c.GetProperty("batch_size").GetInt32(),
            MiniBatchSize = c.GetProperty("mini_batch_size").GetInt32(),
            GradientAccumulationSteps = c.GetProperty("gradient_accumulation_steps").GetInt32(),
            PpoEpochs = c.GetProperty("ppo_epochs").GetInt32(),
            AdaptiveKl = c.GetProperty("adap_kl_ctrl").GetBoolean(),
            InitKlCoef = c.GetProperty("init_kl_coef").GetDouble(),
            KlPenalty = Enum.Parse<KlPenalty>(c.GetProperty("kl_penalty").GetString()!, ignoreCase: true),
            Target = c.GetProperty("target").GetDouble(),
            Horizon = c.GetProperty("horizon").GetDouble(),
            Gamma = c.GetProperty("gamma").GetDouble(),
            Lambda = c.GetProperty("lam").GetDouble(),
            ClipRange = c.GetProperty("cliprange").GetDouble(),
            ClipRangeValue = c.GetProperty("cliprange_value").GetDouble(),
            VfCoef = c.GetProperty("vf_coef").GetDouble(),
            MaxGradNorm = Maybe("max_grad_norm"),
            EarlyStopping = c.GetProperty("early_stopping").GetBoolean(),
            TargetKl = c.GetProperty("target_kl").GetDouble(),
            RatioThreshold = c.GetProperty("ratio_threshold").GetDouble(),
            ScoreScaling = c.GetProperty("use_score_scaling").GetBoolean(),
            ScoreNorm = c.GetProperty("use_score_norm").GetBoolean(),
            ScoreClip = Maybe("score_clip"),
            WhitenRewards = c.GetProperty("whiten_rewards").GetBoolean(),
            PaddingSide = golden.GetProperty("padding_side").GetString() == "left" ? Side.Left : Side.Right,
            Compatibility = PpoCompatibility.Trl,
        };
    }
}
