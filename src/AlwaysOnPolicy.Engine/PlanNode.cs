namespace AlwaysOnPolicy.Engine;

/// <summary>A stage with its input, placed in a plan.</summary>
public abstract class PlanNode
{
    private readonly List<string> _labels = [];

    private protected PlanNode(StageId id, string key, string inputJson, IReadOnlyList<PlanNode> inputs)
    {
        Id = id;
        Key = key;
        InputJson = inputJson;
        Inputs = inputs;
    }

    /// <summary>The stage's name and version.</summary>
    public StageId Id { get; }

    /// <inheritdoc cref="Artifact.Key"/>
    public string Key { get; }

    /// <summary>Where the plan uses it: "aop, iteration 1". Several when places of the plan ask for the same thing; it is computed once.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>The nodes whose outputs it reads, or that must be done before it.</summary>
    public IReadOnlyList<PlanNode> Inputs { get; }

    /// <summary>Its input as canonical JSON, artifacts as their keys.</summary>
    public string InputJson { get; }

    /// <summary>On which machines it may run.</summary>
    public abstract StageReach Reach { get; }

    /// <summary>Name of its folder under stages/.</summary>
    public string FolderName => $"{Id.Name}-{Key[..12]}";

    /// <summary>The stage's name with its labels, for messages.</summary>
    public override string ToString() => $"{Id.Name} ({string.Join("; ", Labels)})";

    internal void AddLabel(string label)
    {
        if (!_labels.Contains(label)) _labels.Add(label);
    }

    /// <summary>Runs the stage and writes its output record to output.json in the context's folder.</summary>
    internal abstract Task ExecuteAsync(StageContext context, CancellationToken cancel);
}

internal sealed class PlanNode<TIn, TOut>(Stage<TIn, TOut> stage, TIn input, string key, string inputJson, IReadOnlyList<PlanNode> inputs)
    : PlanNode(stage.Id, key, inputJson, inputs)
    where TIn : notnull
    where TOut : notnull
{
    public Type StageType => stage.GetType();

    public override StageReach Reach => stage.FindReach(input);

    internal override async Task ExecuteAsync(StageContext context, CancellationToken cancel)
    {
        var output = await stage.ExecuteAsync(input, context, cancel);
        ArtifactJson.Write(Path.Combine(context.Folder, ArtifactJson.FileName), output);
    }
}
