namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Which pages of a cache hold the beginnings of prompts, so that what prompts have in common is run once.</summary>
internal sealed class PromptTree(PagePool pool)
{
    private readonly Node _root = new(null, -1, []);
    private readonly HashSet<Node> _leaves = [];
    private long _clock;

    /// <summary>A page with tokens of a prompt, behind those of its parent.</summary>
    internal sealed class Node(Node? parent, int page, int[] tokens)
    {
        public Node? Parent => parent;
        public int Page => page;
        public int[] Tokens => tokens;
        public List<Node> Children { get; } = [];
        public long LastUse { get; set; }

        /// <summary>Whether the page's tokens have been run.</summary>
        public bool IsReady { get; set; }
    }

    /// <summary>The longest known beginning of a prompt.</summary>
    /// <param name="Full">Pages that are wholly part of it, in order.</param>
    /// <param name="Part">A page whose first tokens go on with it; null where none do.</param>
    /// <param name="PartTokens">How many.</param>
    public readonly record struct Match(IReadOnlyList<Node> Full, Node? Part, int PartTokens)
    {
        public bool IsReady => Full.All(n => n.IsReady) && Part?.IsReady != false;
    }

    public Match Find(ReadOnlySpan<int> tokens)
    {
        var (full, node) = (new List<Node>(), _root);
        while (true)
        {
            var (best, common) = ((Node?)null, 0);
            foreach (var child in node.Children)
            {
                var same = tokens.CommonPrefixLength(child.Tokens);
                if (same > common || (same == common && same > 0 && child.IsReady && !best!.IsReady)) (best, common) = (child, same);
            }
            if (best is null) return new(full, null, 0);
            best.LastUse = ++_clock;
            if (common < PagePool.PageTokens) return new(full, best, common);
            full.Add(best);
            tokens = tokens[common..];
            node = best;
        }
    }

    /// <summary>Takes in a page whose tokens are going to be run; it is held from now on.</summary>
    /// <param name="parent">Null is the beginning.</param>
    public Node Add(Node? parent, int page, int[] tokens)
    {
        var node = new Node(parent ?? _root, page, tokens) { LastUse = ++_clock };
        node.Parent!.Children.Add(node);
        _leaves.Remove(node.Parent);
        _leaves.Add(node);
        pool.Hold(page);
        return node;
    }

    public void Remove(Node node)
    {
        while (node.Children.Count > 0) Remove(node.Children[^1]);
        _leaves.Remove(node);
        node.Parent!.Children.Remove(node);
        if (node.Parent.Children.Count == 0 && node.Parent != _root) _leaves.Add(node.Parent);
        pool.Release(node.Page);
    }

    /// <summary>Gives up pages that no row reads, the longest unused first, until so many are free.</summary>
    /// <returns>Whether they are.</returns>
    public bool Free(int pages)
    {
        while (pool.Free < pages)
        {
            if (_leaves.Where(n => n.IsReady && pool.IsHeldOnce(n.Page)).MinBy(n => n.LastUse) is not { } oldest) return false;
            Remove(oldest);
        }
        return true;
    }
}
