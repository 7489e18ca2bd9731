namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>A group of questions that cuts through or across the domains.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Level">Its place in <see cref="QuestionFeatures.Groups"/>.</param>
/// <param name="Effect">How much higher its questions score than their domain and the levels before explain; shrunk towards 0.</param>
/// <param name="Examples">Probe questions of the group, those with the lowest rewards first.</param>
public sealed record GroupAnalysis(string Group, int Level, double Effect, IReadOnlyList<string> Examples);
