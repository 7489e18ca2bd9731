using System.Globalization;
using System.Text.Json.Serialization;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A prompt of an iteration, where it comes from and what it earned.</summary>
/// <param name="Arm">Its name in the settings.</param>
/// <param name="Iteration">From 1.</param>
/// <param name="Id">Unique within the iteration of the arm.</param>
/// <param name="Domain">The one it is meant for; "" for none.</param>
/// <param name="Call">Of the author, from 1; null where no author looked at the policy.</param>
/// <param name="Rule">By which the author asked, as the settings write it; null where nobody said.</param>
/// <param name="Text">What is asked.</param>
/// <param name="Kept">False where the arm's gate left it out of the training.</param>
/// <param name="Earned">Null where it was not trained on, or not yet.</param>
public sealed record PromptRow(string Arm, int Iteration, string Id, string Domain, int? Call, string? Rule, string Text, bool Kept, Earned? Earned)
{
    /// <summary>Names it in its run: "aop/2/003-012".</summary>
    [JsonIgnore] public string Address => string.Create(CultureInfo.InvariantCulture, $"{Arm}/{Iteration}/{Id}");
}
