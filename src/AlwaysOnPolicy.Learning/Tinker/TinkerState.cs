using System.Text.Json;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>Where on its server the weights of a policy are: what stands in a model's folder in the place of weights, as tinker.json.</summary>
/// <param name="BaseModel">The model that they adapt.</param>
/// <param name="Policy">Path of weights and moments, to go on from.</param>
/// <param name="Critic">The same of the critic; null where there is none.</param>
/// <remarks>Weights that were saved for a sampler answer only as long as their model is on the server, so they are none to go on from.</remarks>
internal sealed record TinkerState(
    [property: JsonPropertyName("base_model")] string BaseModel, [property: JsonPropertyName("rank")] int Rank,
    [property: JsonPropertyName("policy")] string Policy, [property: JsonPropertyName("critic")] string? Critic)
{
    public const string FileName = "tinker.json";

    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, FileName), SealedJson.Seal(JsonSerializer.Serialize(this)));
    }

    /// <exception cref="CheckpointException">The file is missing or damaged, or of another base model or rank.</exception>
    public static TinkerState Read(string folder, TinkerOptions options)
    {
        var file = Path.Combine(folder, FileName);
        TinkerState state;
        try
        {
            var bytes = File.ReadAllBytes(file);
            if (SealedJson.FindDamage(bytes) is { } damage) throw new CheckpointException($"'{file}': {damage}. Delete the stage's folder and run again.");
            state = JsonSerializer.Deserialize<TinkerState>(bytes) ?? throw new JsonException("it holds null");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CheckpointException($"'{file}', which says where on its server a policy is, cannot be read: {e.Message}", e);
        }
        return state.BaseModel == options.BaseModel && state.Rank == options.Rank ? state
            : throw new CheckpointException($"'{file}' is of the base model {state.BaseModel} with rank {state.Rank}; TinkerOptions.BaseModel is " +
                $"{options.BaseModel}, TinkerOptions.Rank {options.Rank}. Name those that it was trained with.");
    }
}
