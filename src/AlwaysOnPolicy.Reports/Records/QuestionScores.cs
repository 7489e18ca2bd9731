using System.Security.Cryptography;
using System.Text;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What a policy's answers scored, question by question, so that two runs can be compared in pairs.</summary>
/// <param name="Arm">As the run names it.</param>
/// <param name="Iteration">From 0, the SFT policy.</param>
/// <param name="Measure">probe_reward or gold.</param>
/// <param name="Scores">Means over the answers, by <see cref="KeyOf"/> of the question.</param>
public sealed record QuestionScores(string Arm, int Iteration, string Measure, IReadOnlyDictionary<string, double> Scores)
{
    /// <summary>A question's name in all runs that ask it: the first 16 digits of its text's SHA-256.</summary>
    public static string KeyOf(string question) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question)))[..16];
}
