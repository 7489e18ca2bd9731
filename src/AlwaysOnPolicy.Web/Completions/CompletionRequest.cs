using System.Security.Cryptography;
using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Web.Completions.Replies;
using AlwaysOnPolicy.Web.Completions.Requests;
using Microsoft.AspNetCore.Http;

namespace AlwaysOnPolicy.Web.Completions;

/// <summary>What a request of either kind asks for.</summary>
/// <param name="Rows">Choice j of prompt i is row i·n + j.</param>
/// <param name="PromptTokens">Of all prompts.</param>
internal sealed record CompletionRequest(IReadOnlyList<ServedRequest> Rows, int PromptTokens, ReplyForm Form, bool Stream, bool TellsUsage)
{
    private const int MostTop = 20;
    private static readonly IReadOnlySet<string> s_chat = new HashSet<string>(
        [.. SamplingFields.Names, "messages", "max_completion_tokens", "logprobs", "top_logprobs"]);
    private static readonly IReadOnlySet<string> s_text = new HashSet<string>(
        [.. SamplingFields.Names, "prompt", "logprobs", "return_token_ids", "choice_seeds"]);

    public static CompletionRequest ReadChat(RequestBody body, ServedPolicy served, CompletionServerOptions options)
    {
        Begin(body, s_chat, options);
        var fields = SamplingFields.Read(body);
        var logprobs = body.Flag("logprobs");
        var top = body.Integer("top_logprobs", 0, MostTop);
        if (top > 0 && !logprobs) throw RequestBody.Wrong("top_logprobs", "goes with logprobs: true");
        var most = body.Integer("max_completion_tokens", 1, int.MaxValue) ?? body.Integer("max_tokens", 1, int.MaxValue);
        int[] prompt;
        try
        {
            prompt = served.Policy.Format.EncodeTurns(ChatMessages.Read(body));
        }
        catch (DataException e)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, e.Message, "messages", "invalid_value");
        }
        return Of(fields, [prompt], "messages", most, logprobs ? top ?? 0 : null, served, options,
            new ChatForm(options.ModelName, logprobs, fields.TellsUsage));
    }

    public static CompletionRequest ReadText(RequestBody body, ServedPolicy served, CompletionServerOptions options)
    {
        Begin(body, s_text, options);
        var fields = SamplingFields.Read(body);
        var top = body.Integer("logprobs", 0, MostTop);
        var prompts = TextPrompts.Read(body, served.Policy.Tokenizer, served.Policy.Model.VocabularySize);
        var tellsIds = body.Flag("return_token_ids");
        return Of(fields, prompts, "prompt", body.Integer("max_tokens", 1, int.MaxValue), tellsIds ? top ?? 0 : top, served, options,
            new TextForm(options.ModelName, top, tellsIds ? index => prompts[index / fields.Choices] : null), tellsIds,
            body.Longs("choice_seeds", int.MaxValue));
    }

    private static void Begin(RequestBody body, IReadOnlySet<string> read, CompletionServerOptions options)
    {
        body.RefuseOthers(read, SamplingFields.Neutral);
        if (body.Text("model") is { } model && model != options.ModelName) throw UnknownModel(model, options);
    }

    public static ApiException UnknownModel(string model, CompletionServerOptions options) => new(StatusCodes.Status404NotFound,
        $"The model '{model}' does not exist: this server has '{options.ModelName}'.", "model", "model_not_found");

    private static CompletionRequest Of(SamplingFields fields, IReadOnlyList<int[]> prompts, string name, int? maxTokens, int? top, ServedPolicy served,
        CompletionServerOptions options, ReplyForm form, bool tellsEnding = false, IReadOnlyList<long>? seeds = null)
    {
        var answers = (long)prompts.Count * fields.Choices;   // before they take memory
        if (answers > served.MostAsked)
            throw RequestBody.Wrong(fields.Choices > 1 ? "n" : name, $"asks for {answers} answers at once, and {served.MostAsked} may wait: ask for fewer");
        if (seeds is not null && seeds.Count != answers) throw RequestBody.Wrong("choice_seeds", $"must have one number for each of {answers} answers");
        var seed = fields.Seed ?? BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        var rows = prompts.SelectMany((prompt, place) =>
        {
            var most = Longest(prompt.Length, maxTokens, name, served.Context, options);
            var sampling = served.Policy.Complete(fields.Sampling with { MaxNewTokens = most, MinNewTokens = Math.Min(most, fields.Sampling.MinNewTokens) });
            if (fields.StopIds.Count > 0) sampling = sampling with { EosIds = [.. sampling.EosIds.Union(fields.StopIds)] };
            return Enumerable.Range(0, fields.Choices).Select(choice => new ServedRequest(prompt, sampling, SeedOf((place * fields.Choices) + choice, choice))
            {
                Stop = fields.Stop,
                TopLogprobs = top,
                TellsEnding = tellsEnding,
            });
        });
        return new([.. rows], prompts.Sum(p => p.Length), form, fields.Stream, fields.TellsUsage);

        ulong SeedOf(int row, int choice) => seeds is null ? ServedRequest.SeedOf(seed, choice) : unchecked((ulong)seeds[row]);
    }

    /// <summary>The longest answer that a prompt leaves room for.</summary>
    private static int Longest(int prompt, int? asked, string name, int context, CompletionServerOptions options)
    {
        var most = asked ?? Math.Min(options.MaxTokens, context - prompt);
        return most >= 1 && (long)prompt + most <= context ? most : throw new ApiException(StatusCodes.Status400BadRequest,
            $"This model's maximum context length is {context} tokens. However, you requested {(long)prompt + (asked ?? 0)} tokens ({prompt} in the {name}, " +
            $"{asked ?? 0} in the completion). Please reduce the length of the {name} or completion.", name, "context_length_exceeded");
    }
}
