using AlwaysOnPolicy.Models.Products;

namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Which pages of a cache are free, and how often the others are held.</summary>
internal sealed class PagePool(int pages)
{
    public const int PageTokens = CachePages.PageTokens;

    private readonly int[] _holders = new int[pages];
    private readonly Stack<int> _free = new(Enumerable.Range(0, pages).Reverse());

    public int Free => _free.Count;

    public static int PagesFor(int tokens) => (tokens + PageTokens - 1) / PageTokens;

    public bool IsHeldOnce(int page) => _holders[page] == 1;

    /// <summary>A page that nobody holds.</summary>
    public int Take()
    {
        var page = _free.Pop();
        _holders[page] = 1;
        return page;
    }

    public void Hold(int page) => _holders[page]++;

    public void Release(int page)
    {
        if (--_holders[page] == 0) _free.Push(page);
    }
}
