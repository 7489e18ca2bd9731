using AlwaysOnPolicy.Models.Formats;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>The optimizer's state as a safetensors file, keyed by the parameters' names.</summary>
internal static class AdamState
{
    private const string CountKey = "step";

    public static void Write(string path, long stepCount, IEnumerable<AdamSlot> slots)
    {
        using var scope = NewDisposeScope();
        var state = new List<(string, Tensor)> { (CountKey, tensor(stepCount)) };
        foreach (var slot in slots.Where(s => s.Steps > 0))
            state.AddRange([(slot.MeanKey, slot.Mean), (slot.SquareKey, slot.Square), (slot.StepsKey, tensor(slot.Steps))]);
        SafeTensors.Write(path, state);
    }

    /// <returns>The count of all steps.</returns>
    /// <exception cref="CheckpointException">The file is damaged or belongs to other parameters; no slot was changed.</exception>
    public static long Read(string path, IReadOnlyList<AdamSlot> slots)
    {
        using var scope = NewDisposeScope();
        var state = SafeTensors.Read(path);
        var known = slots.SelectMany(s => new[] { s.MeanKey, s.SquareKey, s.StepsKey }).Append(CountKey).ToHashSet();
        if (state.Keys.FirstOrDefault(k => !known.Contains(k)) is { } foreign)
            throw OfAnotherModel($"'{foreign}' belongs to no parameter of this model");

        Tensor Find(string key, long[] shape)
        {
            if (!state.TryGetValue(key, out var value)) throw OfAnotherModel($"'{key}' is missing");
            if (value.shape.SequenceEqual(shape)) return value;
            throw OfAnotherModel($"'{key}' is [{string.Join(", ", value.shape)}]; the model implies [{string.Join(", ", shape)}]");
        }

        CheckpointException OfAnotherModel(string problem) =>
            new($"'{path}': {problem}. It is not the optimizer state of this model: name the file that was saved beside the model's weights.");

        var count = Find(CountKey, []).ToInt64();
        var started = slots.Where(s => state.ContainsKey(s.StepsKey))
            .ToDictionary(s => s, s => (Find(s.StepsKey, []), Find(s.MeanKey, s.Value.shape), Find(s.SquareKey, s.Value.shape)));
        foreach (var slot in slots)
            if (started.TryGetValue(slot, out var saved)) slot.Restore(saved.Item1.ToInt64(), saved.Item2, saved.Item3);
            else slot.Restore(0, null, null);
        return count;
    }
}
