using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Engine;

/// <summary>What an experiment will compute: stages, each keyed by its name, version, input and the run's seed.</summary>
/// <param name="seed">The run's seed. Another seed gives every stage another key.</param>
public sealed partial class Plan(ulong seed)
{
    private readonly List<PlanNode> _nodes = [];
    private readonly Dictionary<string, PlanNode> _byKey = [];

    /// <summary>The run's seed.</summary>
    public ulong Seed => seed;

    /// <summary>In the order in which they were added; a node comes after its inputs.</summary>
    public IReadOnlyList<PlanNode> Nodes => _nodes;

    /// <summary>Asks for a stage's output. Asking again for the same thing gives the same artifact and only adds the label.</summary>
    /// <param name="label">For people: where in the experiment it is used. It does not enter the key.</param>
    /// <param name="after">A stage that must be done first although nothing of it is read, such as a check; it does not enter the key. Null names none.</param>
    /// <exception cref="ArgumentException">
    /// The stage's name or version is not usable, its input cannot be part of a key or names an artifact of another plan, or two different
    /// stage classes claim one name.
    /// </exception>
    public Artifact<TOut> Add<TIn, TOut>(Stage<TIn, TOut> stage, TIn input, string label, Artifact? after = null)
        where TIn : notnull
        where TOut : notnull
    {
        var id = stage.Id;
        if (!StageName().IsMatch(id.Name) || id.Version < 1)
            throw new ArgumentException($"'{id.Name}' version {id.Version}: a stage's name is lower-case words joined by '-', its version starts at 1.");
        var (json, artifacts) = CanonicalJson.Write(input);
        var numbers = id.Numbers is null ? "" : $"\"numbers\":\"{id.Numbers}\",";
        var key = Hash($"{{\"input\":{json},\"name\":\"{id.Name}\",{numbers}\"seed\":{seed},\"version\":{id.Version}}}");
        if (_byKey.TryGetValue(key, out var node))
        {
            if (node is not PlanNode<TIn, TOut> same || same.StageType != stage.GetType())
                throw new ArgumentException($"Two stage classes claim the name '{id.Name}': {stage.GetType()} and that of {node}.");
        }
        else
        {
            PlanNode[] inputs = [.. artifacts.Concat(after is null ? [] : [after]).DistinctBy(a => a.Key).Select(NodeOf)];
            node = new PlanNode<TIn, TOut>(stage, input, key, json, inputs);
            _byKey.Add(key, node);
            _nodes.Add(node);
        }
        node.AddLabel(label);
        return new Artifact<TOut>(key, id.Name);
    }

    /// <summary>The stage that makes an artifact.</summary>
    /// <exception cref="ArgumentException">The artifact belongs to another plan.</exception>
    public PlanNode NodeOf(Artifact artifact) => _byKey.TryGetValue(artifact.Key, out var node)
        ? node
        : throw new ArgumentException($"The artifact of stage '{artifact.StageName}' ({artifact.Key[..12]}) does not belong to this plan.");

    /// <summary>The content of plan.json: seed and nodes with their labels, inputs and settings.</summary>
    public string ToJson() => ToJson(null);

    /// <param name="settingsHash">SHA-256 of the run's settings file.</param>
    internal string ToJson(string? settingsHash)
    {
        var nodes = _nodes.Select(n => (JsonNode)new JsonObject
        {
            ["stage"] = n.Id.Name,
            ["version"] = n.Id.Version,
            ["folder"] = n.FolderName,
            ["key"] = n.Key,
            ["labels"] = new JsonArray([.. n.Labels.Select(l => (JsonNode)l)]),
            ["inputs"] = new JsonArray([.. n.Inputs.Select(i => (JsonNode)i.FolderName)]),
            ["input"] = JsonNode.Parse(n.InputJson),
        });
        var plan = new JsonObject { ["seed"] = seed };
        if (settingsHash is not null) plan["settings_sha256"] = settingsHash;
        plan["nodes"] = new JsonArray([.. nodes]);
        return JsonSerializer.Serialize(plan, ArtifactJson.Indented) + "\n";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex StageName();
}
