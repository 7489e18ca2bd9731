using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Web.Completions.Replies;
using AlwaysOnPolicy.Web.Completions.Requests;
using Microsoft.AspNetCore.Http;

namespace AlwaysOnPolicy.Web.Rewards;

/// <summary>Reads what OpenRLHF asks: {query, prompts, labels}, lists of one length, where a query is its prompt and the answer behind it.</summary>
internal sealed class RewardRequest(RewardServerOptions options)
{
    private const string Query = "query", Prompts = "prompts", Labels = "labels", Slot = "{question}";
    private static readonly HashSet<string> s_read = [Query, Prompts, Labels];
    private static readonly Dictionary<string, string[]> s_neutral = [];

    // Before and behind the question.
    private readonly string[] _frame = options.Template.Split(Slot) is { Length: 2 } frame ? frame
        : throw new SettingsException($"--template is '{options.Template}'; it needs {Slot} exactly once.");

    /// <returns>An answer each; none where the lists are empty, which OpenRLHF sends to all but one of several servers.</returns>
    /// <exception cref="ApiException">The request is not of that form.</exception>
    public IReadOnlyList<AskedAnswer> Read(RequestBody body)
    {
        body.RefuseOthers(s_read, s_neutral);
        string?[] queries = Texts(body, Query, required: true), prompts = Texts(body, Prompts, required: true), labels = Texts(body, Labels, required: false);
        if (labels.Length == 0) labels = new string?[queries.Length];
        foreach (var (name, list) in new[] { (Prompts, prompts), (Labels, labels) })
            if (list.Length != queries.Length)
                throw RequestBody.Wrong(name, $"has {list.Length} entries, and '{Query}' has {queries.Length}: give each its own");
        return [.. queries.Select((query, i) => Of(query!, prompts[i]!, labels[i], i))];
    }

    private AskedAnswer Of(string query, string prompt, string? label, int i)
    {
        if (!query.StartsWith(prompt, StringComparison.Ordinal))
            throw RequestBody.Wrong($"{Query}[{i}]", $"does not begin with {Prompts}[{i}], so that nothing tells where the answer begins. A prompt that was " +
                "cut does so: raise --data.max_len");
        var (answer, ended) = Answer(query[prompt.Length..]);
        if (options.Prompts is { } book)
        {
            var known = book.Find(prompt) ?? throw RequestBody.Wrong($"{Prompts}[{i}]", $"is no prompt of '{Path.GetFileName(book.File)}', which this server " +
                "was started with (--prompts): serve with the file that the job reads");
            return new(new Question(known.Id, Domain(label) ?? Domain(known.Domain), known.Question), answer, ended);
        }
        if (prompt.Length < _frame[0].Length + _frame[1].Length || !prompt.StartsWith(_frame[0], StringComparison.Ordinal)
            || !prompt.EndsWith(_frame[1], StringComparison.Ordinal))
            throw RequestBody.Wrong($"{Prompts}[{i}]", $"has not the form '{options.Template}', which this server was started with (--template)");
        var text = prompt[_frame[0].Length..^_frame[1].Length].Trim();
        return new(new Question(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16], Domain(label), text), answer, ended);
    }

    /// <summary>Without what ended it, which is at its end alone: generation stops there.</summary>
    private (string Text, bool Ended) Answer(string text)
    {
        text = text.Trim();
        var ended = options.Endings.Count == 0;
        while (options.Endings.FirstOrDefault(e => text.EndsWith(e, StringComparison.Ordinal)) is { } end)
            (text, ended) = (text[..^end.Length].TrimEnd(), true);
        return (text, ended);
    }

    private static string? Domain(string? label) => string.IsNullOrWhiteSpace(label) ? null : label.Trim();

    private static string?[] Texts(RequestBody body, string name, bool required)
    {
        if (body.Value(name) is not { } value)
            return required ? throw new ApiException(StatusCodes.Status400BadRequest, $"The request has no '{name}': send {{query, prompts, labels}}, lists " +
                "of texts of one length.", name, "missing_required_parameter") : [];
        if (value.ValueKind != JsonValueKind.Array) throw RequestBody.Wrong(name, "must be a list of texts");
        return [.. value.EnumerateArray().Select((entry, i) => entry.ValueKind switch
        {
            JsonValueKind.String => entry.GetString(),
            JsonValueKind.Null when !required => null,
            _ => throw RequestBody.Wrong($"{name}[{i}]", "must be a text"),
        })];
    }
}

/// <summary>An answer that waits for its reward.</summary>
/// <param name="Question">With its domain.</param>
internal sealed record AskedAnswer(Question Question, string Answer, bool Ended);
