using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Cluster.Tests;

/// <summary>A job of <see cref="ScriptedRay"/>: how it stands at each look, the last for ever.</summary>
internal sealed class ScriptedJob(JsonObject submission)
{
    private int _looks;

    public JsonObject Submission { get; } = submission;

    public string Id => (string)Submission["submission_id"]!;

    public string[] Statuses { get; set; } = ["PENDING", "RUNNING", "SUCCEEDED"];

    public string Message { get; set; } = "Job is currently running.";

    public string Log { get; set; } = "Running entrypoint\nline 1\n";

    /// <summary>What the job does, once, as it succeeds.</summary>
    public Action? Work { get; set; }

    public string? Node { get; set; }

    public bool IsStopped { get; set; }

    public string Status => IsStopped ? "STOPPED" : Statuses[Math.Min(_looks, Statuses.Length - 1)];

    public bool IsOver => Status is "SUCCEEDED" or "FAILED" or "STOPPED";

    /// <summary>The job's JSON, as Ray 2.60 writes it, and one look further.</summary>
    public JsonObject Look()
    {
        var json = Json();
        if (Status == "SUCCEEDED" && Work is { } work)
        {
            Work = null;
            work();
        }
        _looks++;
        return json;
    }

    public JsonObject Json() => new()
    {
        ["type"] = "SUBMISSION",
        ["job_id"] = null,
        ["submission_id"] = Id,
        ["driver_info"] = null,
        ["status"] = Status,
        ["entrypoint"] = Submission["entrypoint"]?.DeepClone(),
        ["message"] = Message,
        ["error_type"] = null,
        ["start_time"] = 1796091823336,
        ["end_time"] = null,
        ["metadata"] = Submission["metadata"]?.DeepClone(),
        ["runtime_env"] = Submission["runtime_env"]?.DeepClone(),
        ["driver_agent_http_address"] = null,
        ["driver_node_id"] = Node,
        ["driver_exit_code"] = Status == "SUCCEEDED" ? 0 : null,
    };
}
