namespace AlwaysOnPolicy.Models.Products;

/// <summary>Tokens of one row in a packed pass: neighbours in the pass, and in the row.</summary>
/// <param name="First">The first one's place in the pass.</param>
/// <param name="Position">Its place in the row: as many tokens are in the cache before it.</param>
/// <param name="Length">Tokens that the row has now, those that this pass leaves out included.</param>
/// <param name="Pages">Where the row's keys and values lie.</param>
internal readonly record struct PageRow(int First, int Count, int Position, int Length, IReadOnlyList<int> Pages)
{
    public int PageOf(int position) => Pages[position / CachePages.PageTokens];
}
