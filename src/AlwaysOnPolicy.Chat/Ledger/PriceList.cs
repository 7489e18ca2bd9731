using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>What models cost: the list that comes with the program, and over it one of the user's.</summary>
public sealed partial class PriceList
{
    private const string BuiltIn = "prices.json", Any = "*";

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static readonly string[] s_providers = [.. Enum.GetValues<ChatProvider>().Select(Word)];

    private readonly Content[] _lists;

    private PriceList(params Content[] lists) => _lists = lists;

    /// <summary>Of the first list that is asked.</summary>
    public string Currency => _lists[0].Currency;

    /// <summary>The day of the list that comes with the program.</summary>
    public DateOnly AsOf => _lists[^1].AsOf;

    /// <summary>The prices that come with the tool, and the user's before them.</summary>
    /// <param name="file">The user's own list, which counts before the other; null has none.</param>
    /// <exception cref="SettingsException">The file is missing, is no list of prices, or is in another currency.</exception>
    public static PriceList Load(string? file = null)
    {
        using var stream = typeof(PriceList).Assembly.GetManifestResourceStream(BuiltIn)!;
        var builtIn = JsonSerializer.Deserialize<Content>(stream, s_json)!;
        if (file is null) return new(builtIn);
        try
        {
            var own = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(file), s_json) ?? throw new JsonException("it holds null");
            if (own.Models.Contains(null!)) throw new JsonException("a model is null");
            if (own.Models.FirstOrDefault(m => m.Input < 0 || m.Output < 0 || m.CachedInput < 0) is { } negative)
                throw new JsonException($"the price of '{negative.Model}' is below 0");
            if (own.Models.FirstOrDefault(m => !s_providers.Contains(m.Provider)) is { } unknown)
                throw new JsonException($"'{unknown.Provider}' is no provider; there are {string.Join(", ", s_providers)}");
            return own.Currency == builtIn.Currency ? new(own, builtIn) : new(own);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"chat.prices: '{file}' cannot be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new SettingsException(
                $"chat.prices: '{file}' is no list of prices: {e.Message.TrimEnd('.')}. It looks like this: {Example("open_ai", "gpt-x")}", e);
        }
    }

    /// <summary>The price of a model.</summary>
    /// <returns>Null where none is known.</returns>
    public ModelPrice? Find(ChatProvider provider, string model) =>
        (Of(provider, model) ?? Of(provider, Date().Replace(model, "")) ?? Of(provider, Any)) is { } found
            ? new(found.Input, found.Output, found.CachedInput) : null;

    /// <summary>The price of a model that must have one.</summary>
    /// <exception cref="SettingsException">None is known.</exception>
    public ModelPrice Require(ChatProvider provider, string model, string setting) => Find(provider, model) ?? throw new SettingsException(
        $"A budget in money needs the price of '{model}' ({Word(provider)}, '{setting}.model'), and the list of {AsOf:yyyy-MM-dd} has none. Write it into a " +
        $"file and name that in 'chat.prices': {Example(Word(provider), model)} (for a million tokens); or set the budget in tokens.");

    private Entry? Of(ChatProvider provider, string model) =>
        _lists.SelectMany(l => l.Models).FirstOrDefault(m => m.Provider == Word(provider) && m.Model.Equals(model, StringComparison.OrdinalIgnoreCase));

    private static string Example(string provider, string model) =>
        $$"""{"as_of": "{{DateTime.UtcNow:yyyy-MM-dd}}", "currency": "USD", """ +
        $$"""
        "models": [{"provider": "{{provider}}", "model": "{{model}}", "input": 1.25, "output": 10}]}
        """;

    private static string Word(ChatProvider provider) => JsonNamingPolicy.SnakeCaseLower.ConvertName(provider.ToString());

    // gpt-x-2026-01-31 and claude-x-20260131 cost what gpt-x and claude-x do.
    [GeneratedRegex(@"-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$")]
    private static partial Regex Date();

    private sealed record Content(DateOnly AsOf, string Currency, IReadOnlyList<Entry> Models);

    /// <param name="Source">The provider's page.</param>
    /// <param name="Checked">The day on which the page said so, or that no copy of it was at hand.</param>
    private sealed record Entry(
        string Provider, string Model, decimal Input, decimal Output, decimal? CachedInput = null, string? Source = null, string? Checked = null);
}
