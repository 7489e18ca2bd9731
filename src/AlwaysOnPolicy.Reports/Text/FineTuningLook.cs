using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>Says when a fine-tuned model has learnt next to nothing of the language.</summary>
public static class FineTuningLook
{
    /// <summary>Compares a loss with that of a model that guesses every token alike.</summary>
    /// <param name="loss">On held-out demonstrations, nats a token; null where none were held out.</param>
    /// <param name="vocabularySize">Of the model's tokenizer, tokens; null where it is not known.</param>
    /// <returns>What the loss means and what to do; null where it is better than that of a guess.</returns>
    public static string? Guessing(double? loss, int? vocabularySize) =>
        loss is { } held && vocabularySize is > 1 and var tokens && UniformLoss.IsHardlyBeatenBy(held, tokens)
            ? $"The fine-tuned model is hardly better than guessing: its loss on held-out demonstrations is {Numbers.Score(held)} nats a token, and one that " +
                $"gives each of the {Numbers.Count(tokens)} tokens the same chance has {Numbers.Score(UniformLoss.Of(tokens))} (ln {Numbers.Count(tokens)}). " +
                "Its answers are noise, and so is every reward and comparison of them. Begin with a model that was pretrained on text of this language, or " +
                "give the fine-tuning more demonstrations, more epochs or a higher learning rate, until the loss is well below."
            : null;
}
