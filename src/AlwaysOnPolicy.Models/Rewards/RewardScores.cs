using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>Holds a reward of the user's own to what every reward must give.</summary>
public static class RewardScores
{
    /// <summary>One score to each answer.</summary>
    /// <param name="who">Begins the error's sentence, such as "The function 'reward'".</param>
    /// <param name="scores">What was given; null counts as none.</param>
    /// <param name="exchanges">What was asked.</param>
    /// <returns><paramref name="scores"/>.</returns>
    /// <exception cref="RewardException">There is another number of them.</exception>
    public static double[] RequireOneEach(string who, double[]? scores, IReadOnlyList<Exchange> exchanges)
    {
        scores ??= [];
        return scores.Length == exchanges.Count
            ? scores
            : throw new RewardException($"{who} gave {scores.Length} scores for {exchanges.Count} answers: it must give one to each, in their order.");
    }

    /// <summary>One score to each answer, which is a finite number.</summary>
    /// <exception cref="RewardException">There is another number of them, or one is not finite.</exception>
    /// <inheritdoc cref="RequireOneEach"/>
    public static double[] Require(string who, double[]? scores, IReadOnlyList<Exchange> exchanges)
    {
        var given = RequireOneEach(who, scores, exchanges);
        if (Array.FindIndex(given, s => !double.IsFinite(s)) is var wrong and >= 0)
            throw new RewardException($"{who} gave the score {given[wrong]} to the answer '{exchanges[wrong].Answer}': scores must be finite.");
        return given;
    }
}
