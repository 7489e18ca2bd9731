using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Formats;

/// <summary>A value head on disk: among a model's weights as v_head.*, as in TRL's folders, or in a file of its own beside an adapter's.</summary>
public static class ValueHeadFile
{
    internal const string Name = "v_head.safetensors";
    internal const string Prefix = "v_head.";

    /// <summary>The folder's value head (among the weights, as in TRL's folders, or in v_head.safetensors beside an adapter), or one that says 0 where there is
    /// none.</summary>
    /// <exception cref="CheckpointException">The stored head is damaged or of another width.</exception>
    public static ValueHead LoadOrNew(string folder, int hiddenSize)
    {
        var head = new ValueHead(hiddenSize);
        Restore(head, folder);
        return head;
    }

    /// <summary>Sets a value head to the folder's; where it has none, the head stays as it is.</summary>
    /// <exception cref="CheckpointException">The stored head is damaged or of another width.</exception>
    public static void Restore(ValueHead head, string folder)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var file = Path.Combine(folder, Name);
        Func<string, Tensor?> stored;
        if (File.Exists(file)) stored = SafeTensors.Read(file).GetValueOrDefault;
        else
        {
            if (!WeightFiles.AreIn(folder)) return;
            using var weights = new WeightFiles(folder);
            var values = weights.Names.Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(n => n, n => weights.Read(n)!);
            if (values.Count == 0) return;
            stored = values.GetValueOrDefault;
        }
        foreach (var (name, parameter) in head.named_parameters())
        {
            var value = stored(Prefix + name);
            if (value is null || !value.shape.SequenceEqual(parameter.shape))
                throw new CheckpointException($"'{file}': '{Prefix}{name}' should be [{string.Join(", ", parameter.shape)}]" +
                    (value is null ? " and is missing." : $" and is [{string.Join(", ", value.shape)}]."));
            parameter.copy_(value);
        }
    }

    internal static void Save(ValueHead head, string folder) => SafeTensors.Write(Path.Combine(folder, Name), Named(head), SafeTensors.OfPyTorch);

    internal static IEnumerable<(string, Tensor)> Named(ValueHead head) => head.named_parameters().Select(p => (Prefix + p.name, (Tensor)p.parameter));
}
