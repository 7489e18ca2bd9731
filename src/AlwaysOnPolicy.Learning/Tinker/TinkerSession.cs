using System.Text.Json;

namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>A session on a server, which its heartbeats keep alive: a server drops the models of one that is silent for minutes.</summary>
internal sealed class TinkerSession : IDisposable
{
    private const string Tool = "always-on-policy";
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(10);
    private readonly TinkerClient _client;
    private readonly TinkerOptions _options;
    private readonly string _id;
    private readonly Timer _heart;
    private int _models;

    public TinkerSession(TinkerClient client, TinkerOptions options)
    {
        (_client, _options) = (client, options);
        _id = client.Post("create_session", () => new { type = "create_session", tags = new[] { Tool }, sdk_version = "0.0.0", user_metadata = (object?)null },
            repeatable: true).Text("session_id", "create_session");
        _heart = new Timer(_ => client.Try(HttpMethod.Post, "session_heartbeat", new { type = "session_heartbeat", session_id = _id }), null, s_heartbeat,
            s_heartbeat);
    }

    /// <summary>A model of the session's own: the base model with a fresh adapter, or with weights that were saved.</summary>
    /// <param name="role">policy or critic.</param>
    /// <param name="weights">Of save_weights; null begins with the base model.</param>
    /// <param name="withMoments">Whether the optimizer goes on where it was when they were saved.</param>
    public TinkerServerModel NewModel(string role, int seed, string? weights, bool withMoments)
    {
        var what = role == "critic" ? "create_model with model_role critic" : "create_model";
        var number = _models++;
        JsonElement reply, done;
        try
        {
            reply = _client.Post("create_model", () => new
            {
                type = "create_model",
                session_id = _id,
                model_seq_id = number,
                base_model = _options.BaseModel,
                lora_config = new { rank = _options.Rank, seed },
                model_role = role,
            }, repeatable: true);
            done = _client.Result(reply.Text("request_id", what), what);
        }
        catch (TinkerException e) when (role == "critic")
        {
            throw new TinkerException($"{e.Message} Where a server has no critic, advantages must do without: set PpoOptions.Advantages = Rloo and " +
                "PpoOptions.AnswersPerPrompt to 2 or more.", e);
        }
        catch (TinkerException e) when (number > 0)
        {
            throw new TinkerException($"{e.Message} It holds a model of this session already: where it holds one at a time, start a second server with the " +
                "same base model for the reference, and name it in TinkerOptions.ReferenceAddress.", e);
        }
        var model = new TinkerServerModel(_client, done.TextOrNull("model_id") ?? reply.Text("model_id", what));
        if (weights is not null) model.Load(weights, withMoments);
        return model;
    }

    public void Dispose() => _heart.Dispose();
}
