using System.Collections;

namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>What select, map and their like give: it is true whatever it holds, has no length, and can be walked once.</summary>
internal sealed class Generator(IEnumerable<object?> items) : IEnumerable<object?>
{
    private readonly IEnumerator<object?> _items = items.GetEnumerator();

    public IEnumerator<object?> GetEnumerator()
    {
        while (_items.MoveNext()) yield return _items.Current;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
