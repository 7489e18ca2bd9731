namespace AlwaysOnPolicy.Engine.Tests;

public sealed record Number(int Value);

/// <summary>Adds its terms and inputs, by way of whatever the test wants to happen meanwhile.</summary>
internal sealed class Sum(
    string name = "sum", int version = 1, Func<StageContext, CancellationToken, Task>? meanwhile = null, StageReach reach = StageReach.Here)
    : Stage<Sum.In, Number>
{
    public sealed record In(int Term, IReadOnlyList<Artifact<Number>> Inputs);

    public override StageId Id => new(name, version);

    protected override StageReach ReachOf(In input) => reach;

    protected override async Task<Number> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        if (meanwhile is not null) await meanwhile(stage, cancel);
        var total = input.Term;
        foreach (var artifact in input.Inputs) total += (await stage.ReadAsync(artifact, cancel)).Value;
        return new Number(total);
    }
}
