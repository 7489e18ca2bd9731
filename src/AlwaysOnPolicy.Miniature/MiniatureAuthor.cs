using AlwaysOnPolicy.Models.Randomness;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.ScoreBased;

namespace AlwaysOnPolicy.Miniature;

/// <summary>The world's offline author. Like a language model it reads the quadruples of a call and nothing else: more questions for domains with low
/// rewards, in the patterns of questions with high ones.</summary>
/// <param name="tau">Concentration: a domain's weight is exp(−z / τ), z its standardised mean reward.</param>
/// <param name="uniformMix">Share of the weight that is spread evenly over the domains.</param>
/// <param name="heldOut">Questions that must not be written: probe and test.</param>
public sealed class MiniatureAuthor(double tau, double uniformMix, IEnumerable<string> heldOut) : IPromptAuthor
{
    private readonly HashSet<string> _heldOut = [.. heldOut];

    /// <summary>An author for a world, kept from its held-out questions.</summary>
    public static MiniatureAuthor For(MiniatureWorld world, double tau, double uniformMix) => new(tau, uniformMix, world.HeldOutTexts);

    public Task<PromptSet> WriteAsync(AuthorRequest request, CancellationToken cancel)
    {
        var taken = request.Exclude.Concat(_heldOut).ToHashSet();
        var prompts = new List<Prompt>();
        var sampler = new QuadrupleSampler(request.Samples, request.QuadruplesPerDomain, request.Seed);
        for (var call = 0; call < request.Calls; call++)
        {
            cancel.ThrowIfCancellationRequested();
            var shown = sampler.Draw(call);
            var random = SeededRandom.For(request.Seed, "miniature author", call.ToString());
            var domains = shown.GroupBy(s => s.Domain).Select(g => (g.Key, Mean: g.Average(s => s.Reward))).ToArray();
            var weights = DomainWeights.FromMeans([.. domains.Select(d => d.Mean)], tau, uniformMix);
            var forms = domains.Select(d => Array.Find(Words.Domains, w => w.Name == d.Key)
                ?? throw new DataException($"'{d.Key}' is not a domain of the miniature world.")).ToArray();
            var cores = CoreWeights(shown);
            string[] ids = [.. shown.Select(s => s.QuestionId)];
            for (var i = 0; i < request.PromptsPerCall; i++)
            {
                QuestionForm form;
                do form = Grammar.Draw(forms[random.PickWeighted(weights)], random.PickWeighted(cores), random);
                while (!taken.Add(form.Text));
                prompts.Add(new Prompt($"{call}-{i}", form.Text, form.Domain.Name, new PromptOrigin("miniature", call, ids)));
            }
        }
        return Task.FromResult(new PromptSet(prompts, sampler.Notes));
    }

    /// <summary>How often each core stands in the upper third by reward, smoothed.</summary>
    internal static double[] CoreWeights(IReadOnlyList<ScoredSample> shown)
    {
        var (high, all) = (new double[Words.Cores.Length], new double[Words.Cores.Length]);
        foreach (var (sample, rank) in shown.OrderByDescending(s => s.Reward).Select((s, i) => (s, i)))
        {
            if (Grammar.Parse(sample.Question) is not { } form) continue;
            all[form.Core]++;
            if (rank < shown.Count / 3) high[form.Core]++;
        }
        return [.. high.Zip(all, (h, a) => (h + 2) / (a + 6))];
    }
}

/// <summary>The vanilla arm: a uniform draw from the grammar, domains in turn, without a look at the policy.</summary>
public sealed class UniformAuthor(IEnumerable<string> heldOut) : IPromptAuthor
{
    private readonly HashSet<string> _heldOut = [.. heldOut];

    public static UniformAuthor For(MiniatureWorld world) => new(world.HeldOutTexts);

    public Task<PromptSet> WriteAsync(AuthorRequest request, CancellationToken cancel)
    {
        var taken = request.Exclude.Concat(_heldOut).ToHashSet();
        var random = SeededRandom.For(request.Seed, "uniform author");
        var prompts = new List<Prompt>();
        for (var i = 0; i < request.Calls * request.PromptsPerCall; i++)
        {
            QuestionForm form;
            do form = Grammar.Draw(Words.Domains[i % Words.Domains.Length], random.Next(Words.Cores.Length), random);
            while (!taken.Add(form.Text));
            prompts.Add(new Prompt(i.ToString(), form.Text, form.Domain.Name, new PromptOrigin("uniform", i / request.PromptsPerCall, [])));
        }
        return Task.FromResult(new PromptSet(prompts, []));
    }
}
