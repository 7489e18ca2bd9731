using AlwaysOnPolicy.Models.Randomness;
using AlwaysOnPolicy.Prompts.Vanilla;

namespace AlwaysOnPolicy.Prompts.Tests.Vanilla;

/// <summary>The whole of section 4.3 with a scripted language model: keywords → questions → embeddings → PCA → K-means → elimination.</summary>
public sealed class VanillaPipelineTests
{
    private const int Clusters = 11, Width = 24;
    private static readonly string[] s_domains = [.. Enumerable.Range(0, 6).Select(i => $"domain{i}")];

    // Questions of one keyword lie together, two and two nearly in one point; keywords of one domain lie near one another.
    private static float[] Embed(string text)
    {
        var keyword = text.Split(" in case ")[0];
        var number = int.Parse(text.Split(" in case ")[1].TrimEnd('?'));
        var vector = new double[Width];
        Add(keyword.Split(' ')[2], 3);
        Add(keyword, 1);
        Add($"{keyword} {number / 2}", 0.5);
        Add(text, 0.02);
        var length = Math.Sqrt(vector.Sum(v => v * v));
        return [.. vector.Select(v => (float)(v / length))];

        void Add(string part, double weight)
        {
            var random = SeededRandom.For(1, "test embedding", part);
            for (var i = 0; i < Width; i++) vector[i] += weight * random.NextGaussian();
        }
    }

    private static VanillaAuthor Author(ScriptedChatClient client) => new(
        new QuestionWriter(client, "scripted", s_domains, 10, 6).WriteAsync, (texts, _) => [.. texts.Select(Embed)], Clusters, components: 8);

    private static ScriptedChatClient Client() => new((_, request) => QuestionWriterTests.Reply(request[^1].Text, 10, 6));

    private static AuthorRequest Request(int prompts, ulong seed = 5) => new() { Samples = [], Calls = prompts / 20, PromptsPerCall = 20, Seed = seed };

    [Fact]
    public async Task Keywords_questions_embeddings_clusters_and_elimination_give_the_wanted_number()
    {
        using var client = Client();
        var set = await Author(client).WriteAsync(Request(180), default);
        client.Requests.Count.ShouldBe(6 + 60);
        set.Prompts.Count.ShouldBe(180);
        set.Prompts.Select(p => p.Text).Distinct().Count().ShouldBe(180);
        set.Prompts.Select(p => p.Id).Distinct().Count().ShouldBe(180);
        set.Prompts.Select(p => p.Origin.Call).Distinct().Order().ShouldBe(Enumerable.Range(0, 9));
        set.Notes.ShouldBe([$"Vanilla: 360 questions in {Clusters} clusters, 180 eliminated by cosine."]);

        // Each of the 180 pairs that lie nearly in one point loses its later question, and no domain loses more than another.
        set.Prompts.ShouldAllBe(p => int.Parse(p.Text.Split(" in case ")[1].TrimEnd('?')) % 2 == 0);
        set.Prompts.CountBy(p => p.Domain!).Select(c => c.Value).ShouldBe(Enumerable.Repeat(30, 6));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_prompts_in_the_same_order()
    {
        using var client = Client();
        var first = await Author(client).WriteAsync(Request(100), default);
        (await Author(client).WriteAsync(Request(100), default)).Prompts.ShouldBe(first.Prompts, new PromptComparer());
        (await Author(client).WriteAsync(Request(100, seed: 6), default)).Prompts.Select(p => p.Text).ShouldNotBe(first.Prompts.Select(p => p.Text));
    }

    [Fact]
    public async Task Earlier_prompts_are_not_written_again()
    {
        using var client = Client();
        var first = await Author(client).WriteAsync(Request(100), default);
        var second = await Author(client).WriteAsync(Request(100) with { Exclude = [.. first.Prompts.Select(p => p.Text.ToUpperInvariant())] }, default);
        second.Prompts.Select(p => p.Text).Intersect(first.Prompts.Select(p => p.Text)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_few_questions_are_an_error_with_both_numbers()
    {
        using var client = Client();
        (await Should.ThrowAsync<AuthorException>(() => Author(client).WriteAsync(Request(400), default)))
            .Message.ShouldContain("needs 400 prompts and there are 360 questions");
    }

    private sealed class PromptComparer : IEqualityComparer<Prompt>
    {
        public bool Equals(Prompt? x, Prompt? y) => (x!.Id, x.Text, x.Domain, x.Origin.Call) == (y!.Id, y.Text, y.Domain, y.Origin.Call);
        public int GetHashCode(Prompt obj) => obj.Text.GetHashCode(StringComparison.Ordinal);
    }
}
