using System.Collections;

namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>A tuple: a list that is written with round brackets and is never the same as a list.</summary>
internal class PythonTuple(params IReadOnlyList<object?> items) : IReadOnlyList<object?>
{
    public int Count => items.Count;

    public object? this[int index] => items[index];

    public IEnumerator<object?> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
