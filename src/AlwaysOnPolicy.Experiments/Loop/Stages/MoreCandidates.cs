using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>What a gate chooses from beside an iteration's prompts. They are written apart, so that an arm without a gate has the same prompts and pays for
/// no more.</summary>
/// <param name="Written">The iteration's prompts, as the arm would have them without a gate.</param>
/// <param name="Trained">What the gate kept in earlier iterations: such a prompt is no candidate again.</param>
/// <param name="Size">Candidates in all.</param>
internal sealed record MoreCandidates(Artifact<PromptSet> Written, IReadOnlyList<Artifact<PromptSet>> Trained, int Size)
{
    private const string Prefix = "more-";

    /// <summary>The request for what is still missing, and how the answer to it becomes the set of all candidates.</summary>
    /// <param name="request">For an iteration's prompts.</param>
    /// <param name="more">Null where there is no gate: the request stays as it is.</param>
    public static async Task<(AuthorRequest Request, Func<PromptSet, PromptSet> Join)> ReadAsync(
        AuthorRequest request, MoreCandidates? more, StageContext stage, CancellationToken cancel)
    {
        if (more is null) return (request, written => written);
        var first = await stage.ReadAsync(more.Written, cancel);
        var trained = await EarlierPrompts.ReadAsync(more.Trained, stage, cancel);
        var used = trained.Select(QuestionText.Key).ToHashSet(StringComparer.Ordinal);
        Question[] open = [.. first.Prompts.Where(p => !used.Contains(QuestionText.Key(p.Text)))];
        var missing = more.Size - open.Length;
        return (request with
        {
            Exclude = [.. request.Exclude, .. trained, .. first.Prompts.Select(p => p.Text)],
            AuthorCalls = (missing + request.PromptsPerCall - 1) / request.PromptsPerCall,
        }, written => Join(first, open, written, missing));
    }

    /// <summary>Calls are numbered on after those of the first prompts.</summary>
    private static PromptSet Join(PromptSet first, IReadOnlyList<Question> open, PromptSet written, int missing)
    {
        var calls = 1 + first.Prompts.Select(p => p.Origin?.Place ?? 0).Concat(first.Calls.Select(c => c.Number)).DefaultIfEmpty(-1).Max();
        var added = written.Prompts.Take(missing).Select(p => p with
        {
            Id = Prefix + p.Id,
            Origin = p.Origin is null ? null : p.Origin with { Place = p.Origin.Place + calls },
        });
        return new([.. open, .. added], written.Notes)
        {
            Weights = written.Weights,
            Calls = [.. first.Calls, .. written.Calls.Select(c => c with { Number = c.Number + calls })],
        };
    }
}
