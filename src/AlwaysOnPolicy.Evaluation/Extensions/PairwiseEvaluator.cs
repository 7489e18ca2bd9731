using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers.Templates;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace AlwaysOnPolicy.Evaluation.Extensions;

/// <summary>The pairwise judge as an evaluator of Microsoft.Extensions.AI.Evaluation: is the response more helpful than the answer that an
/// <see cref="OtherAnswer"/> holds? The chat configuration's client judges, with the paper's prompt, in both orders unless the options say otherwise.</summary>
/// <param name="options">Null takes the defaults.</param>
/// <param name="seed">Of the lot where a comparison is asked in one order.</param>
public sealed class PairwiseEvaluator(ChatJudgeOptions? options = null, ulong seed = 0) : IEvaluator
{
    /// <summary>A number: 1 where the response is preferred, 0 where the other answer is, 0.5 for a tie and for a verdict that turned with the order; none
    /// without a verdict, which is an error among the diagnostics.</summary>
    public const string WinMetric = "Pairwise win";

    /// <summary>A word: response, other, tie, inconsistent, refused or failed.</summary>
    public const string VerdictMetric = "Pairwise verdict";

    private readonly ChatJudgeOptions _options = options ?? new();

    /// <inheritdoc/>
    public IReadOnlyCollection<string> EvaluationMetricNames { get; } = [WinMetric, VerdictMetric];

    /// <summary>Judges a response against the other answer.</summary>
    /// <param name="messages">The dialogue up to the response.</param>
    /// <param name="chatConfiguration">Whose client judges.</param>
    /// <param name="additionalContext">Holds one <see cref="OtherAnswer"/>; without it the metrics have an error and no value.</param>
    /// <exception cref="ArgumentNullException">There is no chat configuration.</exception>
    /// <exception cref="AlwaysOnPolicy.Chat.ChatException">No call can work: a refused key, an unknown model, a spent quota.</exception>
    public async ValueTask<EvaluationResult> EvaluateAsync(
        IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null,
        IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatConfiguration);
        var (win, word) = (new NumericMetric(WinMetric), new StringMetric(VerdictMetric));
        if (additionalContext?.OfType<OtherAnswer>().FirstOrDefault() is not { } other)
        {
            foreach (var metric in (EvaluationMetric[])[win, word])
                metric.AddDiagnostics(EvaluationDiagnostic.Error($"There is nothing to compare with: add an {nameof(OtherAnswer)} to the context."));
            return new(win, word);
        }

        var question = Transcript.Write([.. messages.Where(m => m.Text.Length > 0).Select(m => new ChatTurn(m.Role.Value, m.Text))]);
        // A judge of its own, whose one comparison does not end it: how many in a row fail is for whoever runs the evaluations.
        var judge = new ChatJudge(chatConfiguration.ChatClient, _options with { FailuresInARow = 2 }, seed);
        var verdict = (await judge.JudgeAsync(
            [new Comparison(new Question("", null, question), 0, modelResponse.Text, true, other.Text, true)], cancellationToken))[0];
        Fill(win, word, verdict);
        foreach (var metric in (EvaluationMetric[])[win, word])
        {
            metric.AddOrUpdateContext(other);
            if (verdict.Failure is { } failure) metric.AddDiagnostics(EvaluationDiagnostic.Error(failure));
        }
        return new(win, word);
    }

    private static void Fill(NumericMetric win, StringMetric word, Verdict verdict)
    {
        (win.Value, word.Value, var rating) = verdict.Preference switch
        {
            Preference.A => (1, "response", EvaluationRating.Good),
            Preference.B => (0, "other", EvaluationRating.Poor),
            Preference.Tie => (0.5, "tie", EvaluationRating.Average),
            Preference.Inconsistent => (0.5, "inconsistent", EvaluationRating.Inconclusive),
            _ => ((double?)null, verdict.Refused ? "refused" : "failed", EvaluationRating.Inconclusive),
        };
        win.Reason = (verdict.AFirst, verdict.BFirst) is ({ } first, { } second)
            ? $"Read first, the response gets the verdict {Said(first)}; read second, {Said(second)}." : null;
        win.Interpretation = word.Interpretation = new(rating, failed: verdict.Preference == Preference.B);
    }

    private static string Said(Preference reading) => reading switch
    {
        Preference.A => "response",
        Preference.B => "other",
        Preference.Tie => "tie",
        _ =>
        "none"
    };
}
