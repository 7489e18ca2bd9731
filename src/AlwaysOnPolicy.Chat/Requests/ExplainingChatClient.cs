using System.ClientModel;
using Microsoft.Extensions.AI;
using Polly.Timeout;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>Turns what a client throws into two kinds of error: <see cref="ChatException"/> when the user must mend something, <see cref="ChatCallException"/>
/// when this one call failed.</summary>
/// <param name="key">The key that is sent, to keep it out of messages.</param>
internal sealed class ExplainingChatClient(IChatClient inner, ChatService service, ChatSettings settings, string key) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is not ChatException)
        {
            throw Explained(error);
        }
    }

    private string Tries => settings.Retries == 0 ? "one attempt" : $"{settings.Retries + 1} attempts";

    private Exception Explained(Exception error)
    {
        if (error is ClientResultException { Status: > 0 } refusal) return Refused(refusal);
        var cause = error.GetBaseException();
        return cause switch
        {
            TimeoutRejectedException => new ChatCallException(
                $"{service} gave no reply within {settings.TimeoutSeconds} seconds, in {Tries}: raise '{service.Setting}.timeout_seconds' if the model is slow.", error),
            System.Net.Sockets.SocketException or HttpRequestException or IOException => new ChatCallException(
                $"No connection to {service}, in {Tries}: {cause.Message} Check the network and '{service.Setting}.endpoint'.", error),
            _ => new ChatCallException($"{service} sent a reply that is not of OpenAI's chat interface ({cause.Message}): check '{service.Setting}.endpoint'.", error),
        };
    }

    private Exception Refused(ClientResultException error)
    {
        var body = error.GetRawResponse()?.Content.ToString() ?? "";
        var said = RefusalText.Of(body, key) is { Length: > 0 } words ? $" It says: {words}" : "";
        return error.Status switch
        {
            401 or 403 => KeyRefused(error, said),
            400 when body.Contains("API key", StringComparison.OrdinalIgnoreCase) => KeyRefused(error, said),
            404 => UnknownModel(error, said),
            400 or 422 when NamesTheModel(body) => UnknownModel(error, said),
            402 => QuotaSpent(error, said),
            429 when SpentQuota.Names(body) => QuotaSpent(error, said),
            429 or 408 or >= 500 => new ChatCallException($"{service} refused with {error.Status}, in up to {Tries}.{said}", error),
            _ => new ChatCallException($"{service} refused the request with {error.Status}.{said}", error),
        };
    }

    private ChatException KeyRefused(ClientResultException error, string said) => new(
        $"{service} refused the key ({error.Status}). " + (service.KeyVariable is { } variable
            ? $"Put a valid key that may use '{service.Model}' into the environment variable {variable} ('{service.Setting}.api_key_variable' names it)."
            : $"It needs one: name the environment variable that holds it in '{service.Setting}.api_key_variable'.") + said, error);

    private ChatException UnknownModel(ClientResultException error, string said) => new(
        $"{service} knows no model '{service.Model}' ({error.Status}). Correct '{service.Setting}.model', or '{service.Setting}.endpoint' if that address is wrong" +
        (service.KeyVariable is { } variable ? $"; the key in {variable} may also lack access to it." : ".") + said, error);

    private ChatException QuotaSpent(ClientResultException error, string said) => new(
        $"{service}: the quota or credit of the key in {service.KeyVariable ?? "use"} is spent ({error.Status}). Wait for a new day or add credit, then start again: " +
        $"finished work is kept.{said}", error);

    private static bool NamesTheModel(string body) =>
        body.Contains("model_not_found", StringComparison.OrdinalIgnoreCase) || body.Contains("invalid_model", StringComparison.OrdinalIgnoreCase)
        || body.Contains("invalid model", StringComparison.OrdinalIgnoreCase)
        || (body.Contains("model", StringComparison.OrdinalIgnoreCase)
            && (body.Contains("does not exist", StringComparison.OrdinalIgnoreCase) || body.Contains("not found", StringComparison.OrdinalIgnoreCase)));
}
