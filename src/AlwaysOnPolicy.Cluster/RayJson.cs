using System.Text.Json;
using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Cluster;

/// <summary>The Jobs interface's JSON, version 4.</summary>
internal static class RayJson
{
    private const string NodeLabel = "ray.io/node-id";

    public static JsonObject Of(RaySubmission job)
    {
        var environment = new JsonObject();
        if (job.WorkingDirectory is { } folder) environment["working_dir"] = folder;
        if (job.Environment.Count > 0) environment["env_vars"] = Strings(job.Environment);
        var body = new JsonObject
        {
            ["entrypoint"] = job.Entrypoint,
            ["submission_id"] = job.Id,
            ["runtime_env"] = environment,
            ["metadata"] = Strings(job.Metadata),
            ["entrypoint_num_cpus"] = job.Cpus,
        };
        if (job.AvoidedNodes.Count > 0)
            body["entrypoint_label_selector"] = new JsonObject { [NodeLabel] = $"!in({string.Join(',', job.AvoidedNodes)})" };
        if (job.OnlyNode is { } only) body["entrypoint_label_selector"] = new JsonObject { [NodeLabel] = only };
        return body;
    }

    public static RayVersion Version(JsonElement answer) => new(Text(answer, "version"), Text(answer, "ray_version"), TextOrNull(answer, "session_name") ?? "");

    public static RayJobDetails? Job(JsonElement job) => TextOrNull(job, "submission_id") is not { } id ? null : new(
        id, Enum.Parse<RayJobStatus>(Text(job, "status"), ignoreCase: true), TextOrNull(job, "message") ?? "",
        job.TryGetProperty("driver_exit_code", out var code) && code.ValueKind == JsonValueKind.Number ? code.GetInt32() : null,
        TextOrNull(job, "driver_node_id"));

    public static RayNode Node(JsonElement node)
    {
        var resources = node.GetProperty("resources_total");
        return new(Text(node, "node_id"), Text(node, "node_ip"), Text(node, "state") == "ALIVE", node.GetProperty("is_head_node").GetBoolean(),
            Number(resources, "CPU"), Number(resources, "memory"));
    }

    private static JsonObject Strings(IReadOnlyDictionary<string, string> values) =>
        new(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)JsonValue.Create(v.Value))));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new JsonException($"'{name}' is null.");

    private static string? TextOrNull(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
}
