using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.ScoreBased;
using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Miniature;

/// <summary>The world's offline author. Like a language model it reads the quadruples of a call and nothing else: more questions for domains with low
/// rewards, in the patterns of questions with high ones.</summary>
/// <param name="options">How domains are weighed.</param>
/// <param name="heldOut">Questions that must not be written: probe, test and those of held-out pairs.</param>
public sealed class MiniatureAuthor(DomainWeightOptions options, IEnumerable<string> heldOut) : IPromptAuthor
{
    private readonly HashSet<string> _heldOut = [.. heldOut];

    /// <summary>An author for a world, kept from its held-out questions.</summary>
    public static MiniatureAuthor For(MiniatureWorld world, DomainWeightOptions options) => new(options, world.HeldOutTexts);

    /// <inheritdoc/>
    /// <exception cref="AuthorException">There are no samples, or no question of their domains is left.</exception>
    public Task<PromptSet> WriteAsync(AuthorRequest request, CancellationToken cancel)
    {
        var unused = new UnusedQuestions(request.Samples.Select(s => s.Domain).Distinct().Select(DomainOf), request.Exclude.Concat(_heldOut));
        var (prompts, calls) = (new List<Question>(), new List<AuthorCall>());
        var sampler = new QuadrupleSampler(request.Samples, request.QuadruplesPerDomain, request.Seed);
        for (var call = 0; call < request.AuthorCalls; call++)
        {
            cancel.ThrowIfCancellationRequested();
            var shown = sampler.Draw(call);
            var random = SeededRandom.For(request.Seed, "miniature author", call.ToString());
            var domains = shown.GroupBy(s => s.Domain).Select(g => (g.Key, Mean: g.Average(s => s.Reward))).ToArray();
            var weights = DomainWeights.FromMeans([.. domains.Select(d => d.Mean)], options.Tau, options.UniformMix);
            var forms = domains.Select(d => DomainOf(d.Key)).ToArray();
            var byDomain = forms.Zip(weights).ToDictionary(d => d.First.Name, d => d.Second);
            var cores = CoreWeights(shown);
            calls.Add(new(call, ShownAnswer.Of(shown)));
            for (var i = 0; i < request.PromptsPerCall; i++)
            {
                cancel.ThrowIfCancellationRequested();
                var form = unused.Take(() => Grammar.Draw(forms[random.PickWeighted(weights)], random.PickWeighted(cores), random),
                    f => byDomain[f.Domain.Name] * cores[f.Core] / Grammar.QuestionsOf(f.Domain, f.Core), random);
                if (form is null) return Task.FromResult(Short(prompts, request, sampler.Notes) with { Calls = calls });
                prompts.Add(new Question($"{call}-{i}", form.Domain.Name, form.Text, new QuestionOrigin("miniature", call)));
            }
        }
        return Task.FromResult(new PromptSet(prompts, sampler.Notes) { Calls = calls });
    }

    private static PromptSet Short(List<Question> prompts, AuthorRequest request, IReadOnlyList<string> notes) => prompts.Count > 0
        ? new(prompts, [.. notes, $"The miniature world ran out of unused questions after {prompts.Count} of {request.PromptsPerIteration()} " +
            "prompts."])
        : throw new AuthorException(
            $"The miniature world has no new question left: {request.Exclude.Count} were written in earlier iterations, the others are held out. " +
            "Lower loop.iterations, loop.author_calls or loop.prompts_per_call.");

    private static Domain DomainOf(string name) =>
        Array.Find(Words.Domains, d => d.Name == name) ?? throw new DataException($"'{name}' is not a domain of the miniature world.");

    /// <summary>How often each core stands in the upper third by reward, smoothed.</summary>
    internal static double[] CoreWeights(IReadOnlyList<ScoredSample> shown)
    {
        var (high, all) = (new double[Words.Cores.Length], new double[Words.Cores.Length]);
        foreach (var (sample, rank) in shown.OrderByDescending(s => s.Reward).Select((s, i) => (s, i)))
        {
            if (Grammar.Parse(sample.Question.Text) is not { } form) continue;
            all[form.Core]++;
            if (rank < shown.Count / 3) high[form.Core]++;
        }
        return [.. high.Zip(all, (h, a) => (h + 2) / (a + 6))];
    }
}
