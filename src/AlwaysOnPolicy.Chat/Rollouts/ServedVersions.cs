using System.Text.Json;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Chat.Rollouts;

/// <summary>What a server says of itself under /v1/models.</summary>
/// <param name="OwnedBy">aop or vllm.</param>
/// <param name="Version">The version of aop serve's policy.</param>
/// <param name="Names">vLLM's models, of which each version is one.</param>
internal sealed record ServedVersions(string? OwnedBy, string? Version, string? Dtype, IReadOnlyList<string> Names)
{
    private const int Shown = 16;

    /// <exception cref="JsonException">It is no such list.</exception>
    public static ServedVersions Read(string body)
    {
        using var reply = JsonDocument.Parse(body);
        if (reply.RootElement.ValueKind != JsonValueKind.Object || !reply.RootElement.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Array || data.GetArrayLength() == 0)
            throw new JsonException("It lists no model.");
        var first = data[0];
        return new(Text(first, "owned_by"), Text(first, "version"), Text(first, "dtype"),
            [.. data.EnumerateArray().Select(m => Text(m, "id")).OfType<string>()]);
    }

    public bool Has(RolloutSampler sampler, string version) => sampler == RolloutSampler.Aop ? Version == version : Names.Contains(version);

    /// <summary>For messages.</summary>
    public string Said(RolloutSampler sampler) => sampler == RolloutSampler.Aop ? Short(Version) : string.Join(", ", Names.Select(Short));

    public static string Short(string? version) => version is null ? "no version" : version.Length > Shown ? version[..Shown] : version;

    /// <summary>An answer came from another policy than it was asked of.</summary>
    public static RolloutException Swapped(Uri server, string? served, string wanted) => new(
        $"The rollout server {server} answered by the policy {Short(served)}, and {Short(wanted)} was asked: somebody changed its policy in between. Let one " +
        "run use a server at a time. Nothing was learnt from the answer; the same command goes on.");

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
