using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Models.Generation;

/// <summary>A request while it is worked on.</summary>
internal sealed class GenerationRow(int id, GenerationRequest request)
{
    private readonly SeededRandom _random = new(request.Seed);
    private readonly TokenSampler _sampler = new(request.Sampling);
    private readonly List<PromptTree.Node> _own = [];
    private bool _isShared;

    public int Id => id;

    /// <summary>Prompt and answer so far.</summary>
    public List<int> Tokens { get; } = [.. request.Prompt];

    public List<int> Pages { get; } = [];

    /// <summary>Tokens whose keys and values are in its pages.</summary>
    public int Filled { get; set; }

    /// <summary>All but the last token are in the cache; the last one is run to draw the next.</summary>
    public bool IsPrefilled => Filled == Tokens.Count - 1;

    public int MostTokens => request.Prompt.Count + request.Sampling.MaxNewTokens;

    /// <summary>Before its first pass, takes over what others have run of its prompt, and offers the rest.</summary>
    /// <returns>False while another row is just running it.</returns>
    public bool Share(PromptTree prompts, PagePool pool, CachedDecoder decoder)
    {
        if (_isShared || decoder.TurnsByLength(MostTokens)) return true;
        var prompt = Tokens.GetRange(0, Tokens.Count - 1).ToArray();
        var known = prompts.Find(prompt);
        if (!known.IsReady) return false;
        _isShared = true;
        for (var i = 0; i < known.Full.Count; i++)
        {
            pool.Release(Pages[i]);
            pool.Hold(Pages[i] = known.Full[i].Page);
        }
        Filled = (known.Full.Count * PagePool.PageTokens) + known.PartTokens;
        if (known.Part is { } part) decoder.Cache.Copy(part.Page, Pages[known.Full.Count]);
        var (parent, at) = (known.Full.Count == 0 ? null : known.Full[^1], known.Full.Count * PagePool.PageTokens);
        if (Filled == prompt.Length) return true;
        for (; at < prompt.Length; at += PagePool.PageTokens)
            _own.Add(parent = prompts.Add(parent, Pages[at / PagePool.PageTokens], prompt[at..Math.Min(prompt.Length, at + PagePool.PageTokens)]));
        return true;
    }

    /// <summary>So many more tokens are in the cache.</summary>
    public void Fill(int count)
    {
        Filled += count;
        for (var i = 0; i < _own.Count; i++)
            if (!_own[i].IsReady) _own[i].IsReady = Filled >= EndOf(_own[i]);
    }

    private int EndOf(PromptTree.Node node) => (Pages.IndexOf(node.Page) * PagePool.PageTokens) + node.Tokens.Length;

    /// <summary>The token that was drawn, after the one before was run.</summary>
    public void Take(int token)
    {
        Filled++;
        Tokens.Add(token);
    }

    /// <param name="logits">Are changed.</param>
    public GeneratedToken Draw(Span<float> logits)
    {
        var newTokens = Tokens.Count - request.Prompt.Count;
        var (logSum, likeliest) = (0f, (IReadOnlyList<TokenLogProbability>)[]);
        float[]? before = null;
        if (request.TopLogProbabilities is { } top)
        {
            logSum = LogProbabilities.LogSum(logits);
            likeliest = LogProbabilities.Likeliest(logits, logSum, top);
            before = logits.ToArray();
        }
        _sampler.Process(logits, Tokens, newTokens);
        var token = _sampler.Choose(logits, _random);
        GenerationEnd? end = request.Sampling.EosIds.Contains(token) ? GenerationEnd.EndOfText
            : newTokens + 1 == request.Sampling.MaxNewTokens ? GenerationEnd.Length : null;
        return new(id, token, before is null ? null : before[token] - logSum, likeliest, end);
    }

    public void Leave(PromptTree prompts, PagePool pool)
    {
        if (_own.Find(n => !n.IsReady) is { } unfinished) prompts.Remove(unfinished);
        foreach (var page in Pages) pool.Release(page);
        Pages.Clear();
    }
}
