using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Miniature;

/// <summary>The vanilla arm: a uniform draw from the grammar, domains in turn, without a look at the policy. A domain that is used up gives its turn to any
/// other.</summary>
public sealed class UniformAuthor(IEnumerable<string> heldOut) : IPromptAuthor
{
    private readonly HashSet<string> _heldOut = [.. heldOut];

    /// <summary>The author of a world, which draws none of the questions that it holds out.</summary>
    public static UniformAuthor For(MiniatureWorld world) => new(world.HeldOutTexts);

    /// <inheritdoc/>
    /// <exception cref="AuthorException">Fewer questions are left than are asked.</exception>
    public Task<PromptSet> WriteAsync(AuthorRequest request, CancellationToken cancel)
    {
        var unused = new UnusedQuestions(Words.Domains, request.Exclude.Concat(_heldOut));
        var random = SeededRandom.For(request.Seed, "uniform author");
        var prompts = new List<Question>();
        var wanted = request.PromptsPerIteration();
        for (var i = 0; i < wanted; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var domain = Words.Domains[i % Words.Domains.Length];
            var form = unused.Take(() => Grammar.Draw(domain, random.Next(Words.Cores.Length), random),
                f => f.Domain == domain ? 1.0 / Grammar.QuestionsOf(domain, f.Core) : 0, random)
                ?? throw new AuthorException(
                    $"The vanilla arm needs {wanted} prompts and the miniature world has {prompts.Count} questions that are not held out: " +
                    "lower loop.iterations, loop.author_calls or loop.prompts_per_call.");
            prompts.Add(new Question(i.ToString(), form.Domain.Name, form.Text, new QuestionOrigin("uniform", i / request.PromptsPerCall)));
        }
        return Task.FromResult(new PromptSet(prompts, []));
    }
}
