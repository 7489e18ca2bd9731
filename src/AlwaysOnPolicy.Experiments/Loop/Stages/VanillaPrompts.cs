using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.Vanilla;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Section 4.3 from the embedding step on: all prompts of the vanilla arm in the order in which iterations take them, made once and without looking
/// at the policy. Beside them what elimination did: of each question in elimination.csv, of each number of iterations in metrics.jsonl.</summary>
internal sealed class VanillaPrompts : Stage<VanillaPrompts.In, PromptSet>
{
    /// <param name="Pool">Where the questions come from a pool.</param>
    /// <param name="Questions">Where a language model wrote them; then <paramref name="Encoder"/> embeds them.</param>
    /// <param name="Iterations">For how many the questions must suffice, a gate's candidates counted. The ranking does not depend on it.</param>
    public sealed record In(
        Artifact<EmbeddedPool>? Pool, Artifact<VanillaQuestions>? Questions, InputFiles? Encoder, HeldOutInput? HeldOut, int Clusters, int Restarts,
        int Components,
        int Calls, int PromptsPerCall, [property: NotInKey] int Iterations);

    public const string Name = "vanilla";
    private const int EmbeddedAtOnce = 32;

    public override StageId Id => new(Name, 6);

    protected override StageReach ReachOf(In input) => StageReach.Anywhere;

    protected override async Task<PromptSet> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var (questions, embed) = input.Pool is { } pool ? OfPool(await stage.ReadAsync(pool, cancel))
            : (await stage.ReadAsync(input.Questions!, cancel), (texts, stop) => Embed(input.Encoder!, texts, stage, stop));
        using var heldOut = await OpenHeldOut.ReadAsync(input.HeldOut, stage, cancel);
        var ranked = new VanillaAuthor(embed, input.Clusters, input.Components, input.Restarts)
            .Rank(questions, heldOut.Questions, input.Calls, input.PromptsPerCall, input.Iterations, Seeds.Derive(stage.Seed, "vanilla"), cancel);
        EliminationFile.Write(ranked.Questions, stage.Folder);
        foreach (var cut in ranked.Cuts) stage.Metric(cut);
        foreach (var note in ranked.Prompts.Notes) stage.Note(note);
        return ranked.Prompts;
    }

    private static (VanillaQuestions Questions, Func<IReadOnlyList<string>, CancellationToken, float[][]> Embed) OfPool(EmbeddedPool pool)
    {
        var embeddings = pool.Pool.DistinctBy(q => q.Question.Text).ToDictionary(q => q.Question.Text, q => q.Embedding);
        return (new([.. pool.Pool.Select(q => q.Question)], []), (texts, _) => [.. texts.Select(t => embeddings[t])]);
    }

    private static float[][] Embed(InputFiles folder, IReadOnlyList<string> texts, StageContext stage, CancellationToken cancel)
    {
        using var encoder = SentenceEncoders.Load(folder.CheckedPath());
        return [.. stage.Embed(encoder, "embeddings", texts, EmbeddedAtOnce, cancel)];
    }
}
