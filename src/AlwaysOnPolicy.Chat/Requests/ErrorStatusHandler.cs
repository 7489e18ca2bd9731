using System.Net;
using System.Text.Json;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>Gives a reply of status 200 the status that its own <c>error</c> object names: routers answer so when the service behind them refused, and it
/// is to be tried again, or told, like any other refusal.</summary>
internal sealed class ErrorStatusHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode) return response;
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        if (StatusIn(await BodyText.ReadAsync(response, cancellationToken)) is { } status) response.StatusCode = (HttpStatusCode)status;
        return response;
    }

    private static int? StatusIn(string body)
    {
        try
        {
            if (CompletionReply.Read(body) is { } reply && ChatAnswer.Read(reply).Failure is null) return null;   // there are words: they count
            using var document = LenientJson.Parse(body);
            if (CompletionReply.ErrorOf(document.RootElement) is not { ValueKind: JsonValueKind.Object } error) return null;
            foreach (var name in new[] { "code", "status" })
                if (error.TryGetProperty(name, out var code) && int.TryParse(code.ToString(), out var status) && status is >= 400 and < 600) return status;
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
