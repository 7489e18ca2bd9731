using Polly.Timeout;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>What went wrong with a call, told so that the user can mend it.</summary>
/// <param name="key">The key that is sent, to keep it out of messages.</param>
internal sealed class ServiceErrors(ChatService service, ChatSettings settings, string key)
{
    public Exception NoReply(Exception error, HttpRequestMessage request) => error is TimeoutRejectedException
        ? new ChatCallException(
            $"{service} gave no reply within {settings.TimeoutSeconds} seconds, in {Attempts.In(request)}: raise '{service.Setting}.timeout_seconds' if the " +
            "model is slow.", error)
        { Failure = CallFailure.TimedOut }
        : new ChatCallException(
            $"No connection to {service}, in {Attempts.In(request)}: {error.GetBaseException().Message} Check the network and '{service.Setting}.endpoint'.",
            error)
        { Failure = CallFailure.Connection };

    public Exception Unknown(string body) => new ChatCallException(
        $"{service} sent a reply that is not of {service.Interface}: check '{service.Setting}.endpoint'. It begins: {RefusalText.Of(body, key)}")
    { Failure = CallFailure.Unreadable };

    public Exception Unreadable(Exception error) => new ChatCallException(
        $"{service} sent a reply that its client cannot read: {RefusalText.Of(error.Message, key)}", error)
    { Failure = CallFailure.Unreadable };

    /// <param name="status">200 where the refusal came as a good reply with an error in it.</param>
    public Exception Refused(int status, string body, HttpRequestMessage request)
    {
        var said = RefusalText.Of(body, key) is { Length: > 0 } words ? $" It says: {words}" : "";
        return status switch
        {
            401 or 403 => KeyRefused(status, said),
            200 or 400 when body.Contains("API key", StringComparison.OrdinalIgnoreCase) => KeyRefused(status, said),
            404 => UnknownModel(status, said),
            200 or 400 or 422 when NamesTheModel(body) => UnknownModel(status, said),
            402 => QuotaSpent(status, said),
            200 or 400 or 429 when SpentQuota.Names(body) => QuotaSpent(status, said),
            408 or 409 or 429 or >= 500 => new ChatCallException($"{service} refused with {status}, in {Attempts.In(request)}.{said}")
            {
                Failure = status switch { 429 => CallFailure.Throttled, 408 => CallFailure.TimedOut, _ => CallFailure.ServerError },
            },
            < 300 => new ChatCallException($"{service} sent an error in place of an answer.{said}") { Failure = CallFailure.ServerError },
            _ => new ChatCallException($"{service} refused the request with {status}.{said}"),
        };
    }

    private ChatException KeyRefused(int status, string said) => new(
        $"{service} refused the key ({status}). " + (service.KeyVariable is { } variable
            ? $"Put a valid key that may use '{service.Model}' into the environment variable {variable} ('{service.Setting}.api_key_variable' names it)."
            : $"It needs one: name the environment variable that holds it in '{service.Setting}.api_key_variable'.") + said)
    { Failure = CallFailure.Key };

    private ChatException UnknownModel(int status, string said) => new(
        $"{service} knows no model '{service.Model}' ({status}). Correct '{service.Setting}.model', or '{service.Setting}.endpoint' if that address is wrong" +
        (service.KeyVariable is { } variable ? $"; the key in {variable} may also lack access to it." : ".") + said)
    { Failure = CallFailure.Model };

    private ChatException QuotaSpent(int status, string said) => new(
        $"{service}: the quota or credit of the key in {service.KeyVariable ?? "use"} is spent ({status}). Wait for a new day or add credit, then start " +
        "again: " +
        $"finished work is kept.{said}")
    { Failure = CallFailure.Quota };

    private static bool NamesTheModel(string body) =>
        body.Contains("model_not_found", StringComparison.OrdinalIgnoreCase) || body.Contains("invalid_model", StringComparison.OrdinalIgnoreCase)
        || body.Contains("invalid model", StringComparison.OrdinalIgnoreCase)
        || (body.Contains("model", StringComparison.OrdinalIgnoreCase)
            && (body.Contains("does not exist", StringComparison.OrdinalIgnoreCase) || body.Contains("not found", StringComparison.OrdinalIgnoreCase)));
}
