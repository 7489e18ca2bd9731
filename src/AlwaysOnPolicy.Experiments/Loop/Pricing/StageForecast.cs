namespace AlwaysOnPolicy.Experiments.Loop.Pricing;

/// <summary>What the stages of one kind that are still to be run will ask of one model.</summary>
/// <param name="Stage">The stages' name.</param>
/// <param name="Provider">Whose service is asked, as settings write it.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Stages">How many there are.</param>
/// <param name="Low">Where the policies' answers are half as long as <paramref name="Expected"/> takes them to be.</param>
/// <param name="Expected">What is likeliest.</param>
/// <param name="High">Where they are as long as can be, and each list of questions is asked for once more.</param>
public sealed record StageForecast(string Stage, string Provider, string Model, int Stages, CallForecast Low, CallForecast Expected, CallForecast High);
