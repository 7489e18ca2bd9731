using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Tokenizers.Encodings;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>
/// Gives what the chosen kind does not read its default, before the settings become a stage's input: no key then holds a setting that changes nothing, and
/// no stage can read one that its key does not hold.
/// </summary>
internal static class SettingsInUse
{
    private static readonly PpoOptions Ppo = new();
    private static readonly SamplingOptions Sampling = new();
    private static readonly AuthorSettings Author = new();
    private static readonly DataColumns Columns = new();

    public static AuthorSettings Of(AuthorSettings author)
    {
        var used = Author with { Kind = author.Kind, Rule = author.Rule, Placebo = author.Placebo };
        if (author.Kind == AuthorKind.Chat) return used with { Chat = author.Chat };
        return author.Rule == PromptRule.Paper ? used with { Tau = author.Tau, UniformMix = author.UniformMix } : used;
    }

    public static JudgeSettings Of(JudgeSettings judge) => judge.Kind switch
    {
        JudgeKind.Chat => new() { Kind = judge.Kind, Chat = judge.Chat },
        JudgeKind.Reward => new() { Kind = judge.Kind, TieMargin = judge.TieMargin },
        _ => new() { Kind = judge.Kind },
    };

    /// <summary>Greedy answers read nothing of what shapes a draw.</summary>
    public static SamplingOptions Of(SamplingOptions sampling) => sampling.Greedy
        ? sampling with { Temperature = Sampling.Temperature, TopK = Sampling.TopK, TopP = Sampling.TopP }
        : sampling;

    /// <remarks><see cref="PpoOptions.Target"/> stays: what watches the KL reads it also where β is fixed.</remarks>
    public static PpoOptions Of(PpoOptions ppo)
    {
        var gae = ppo.Advantages == AdvantageEstimator.Gae;
        return ppo with
        {
            Horizon = ppo.AdaptiveKl ? ppo.Horizon : Ppo.Horizon,
            TargetKl = ppo.EarlyStopping ? ppo.TargetKl : Ppo.TargetKl,
            PaddingSide = ppo.Compatibility == PpoCompatibility.Trl ? ppo.PaddingSide : Side.Right,
            EmaUse = ppo.EmaDecay > 0 ? ppo.EmaUse : Ppo.EmaUse,
            Gamma = gae ? ppo.Gamma : Ppo.Gamma,
            Lambda = gae ? ppo.Lambda : Ppo.Lambda,
            ClipRangeValue = gae ? ppo.ClipRangeValue : Ppo.ClipRangeValue,
            VfCoef = gae ? ppo.VfCoef : Ppo.VfCoef,
            ValueHeadLearningRate = gae ? ppo.ValueHeadLearningRate : null,
        };
    }

    /// <summary>A file of another format has columns of its own, and not every use reads every column.</summary>
    public static DataSource Of(DataSource source, DataUse use)
    {
        var named = source.Format is DataFormat.Jsonl or DataFormat.Csv or DataFormat.Parquet;
        var (hh, pairs, columns) = (source.Format == DataFormat.HhRlhf, use == DataUse.Pairs, source.Columns);
        return source with
        {
            SingleTurnOnly = hh && source.SingleTurnOnly,
            Dialogue = hh ? source.Dialogue : DialogueText.Whole,
            MaxPairsPerQuestion = pairs ? source.MaxPairsPerQuestion : null,
            Columns = !named ? Columns : use switch
            {
                DataUse.Questions => Columns with { Id = columns.Id, Domain = columns.Domain, Question = columns.Question },
                DataUse.Demonstrations => Columns with { Id = columns.Id, Question = columns.Question, Answer = columns.Answer },
                _ => columns with { Answer = Columns.Answer },
            },
        };
    }
}
