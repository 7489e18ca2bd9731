using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Batching;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Prompts.Vanilla;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Section 4.3's calls of a language model: keywords of each probed domain, then questions of each keyword. A stage of its own, so that nothing that
/// is done with the questions afterwards asks for them again.</summary>
internal sealed class WriteQuestions(ChatRunSettings chat) : Stage<WriteQuestions.In, VanillaQuestions>
{
    /// <param name="Chat">The service that writes; null where <paramref name="Local"/> does.</param>
    /// <param name="Keywords">The user's own; null where the language model writes all.</param>
    public sealed record In(Artifact<ExperimentData> Data, HeldOutInput? HeldOut, ChatSettings? Chat, InputFiles? Keywords, int KeywordsPerDomain,
        int QuestionsPerKeyword, LocalChat? Local = null);

    public override StageId Id => new(ChatStages.Vanilla, 3);

    protected override async Task<VanillaQuestions> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var data = await stage.ReadAsync(input.Data, cancel);
        string[] domains = [.. data.Probe.Select(q => q.Domain).OfType<string>().Distinct()];
        var keywords = input.Keywords is { } file ? KeywordFile.Read(file.CheckedPath(), domains) : null;
        var asked = input.Local?.Settings.AsChat() ?? input.Chat!;
        using var model = new StageModel(chat, stage, input.Local, "vanilla.chat");
        var batches = Path.Combine(stage.CheckpointFolder, "batches");
        using var client = model.Client(asked, batches);
        using var heldOut = await OpenHeldOut.ReadAsync(input.HeldOut, stage, cancel);
        var options = new QuestionWriterOptions
        {
            Retries = asked,
            Concurrency = BatchedChat.Concurrency(asked, asked.Concurrency),
        };
        return await new QuestionWriter(client, asked.Model, domains, input.KeywordsPerDomain, input.QuestionsPerKeyword, options, data.FewShot, keywords)
            .WriteAsync(heldOut.Questions, cancel);
    }
}
