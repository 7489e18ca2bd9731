namespace AlwaysOnPolicy.Web.Completions.Replies;

/// <summary>A request that is refused, as OpenAI's interface says it.</summary>
/// <param name="parameter">The field of the request that is wrong; null where it is none.</param>
internal sealed class ApiException(int status, string message, string? parameter = null, string? code = null, string type = "invalid_request_error")
    : Exception(message)
{
    public int Status => status;

    /// <summary>How long to wait before asking again, in seconds; null where waiting does not help.</summary>
    public int? RetryAfter { get; init; }

    public ErrorReply Reply => new(new(Message, type, parameter, code));
}

internal sealed record ErrorReply(ErrorContent Error);

internal sealed record ErrorContent(string Message, string Type, string? Param, string? Code);
