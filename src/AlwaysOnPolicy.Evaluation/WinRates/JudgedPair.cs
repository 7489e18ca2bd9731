using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Evaluation.WinRates;

/// <summary>A verdict with what of the two answers may have swayed it.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="LengthA">Of answer A, in characters (Unicode scalar values, as AlpacaEval counts); likewise B.</param>
/// <param name="LengthB">The same of answer B.</param>
/// <param name="EmptyA">Whether answer A says nothing; likewise B.</param>
/// <param name="EmptyB">The same of answer B.</param>
public sealed record JudgedPair(Verdict Verdict, int LengthA, int LengthB, bool EmptyA, bool EmptyB)
{
    /// <summary>A verdict with the lengths of the two answers that it is about.</summary>
    public static JudgedPair Of(Verdict verdict, string answerA, string answerB) =>
        new(verdict, Length(answerA), Length(answerB), string.IsNullOrWhiteSpace(answerA), string.IsNullOrWhiteSpace(answerB));

    private static int Length(string text) => text.EnumerateRunes().Count();
}
