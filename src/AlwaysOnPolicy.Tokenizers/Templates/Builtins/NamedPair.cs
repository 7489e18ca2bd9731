using System.Collections;
using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Builtins;

/// <summary>A group of the filter groupby: a pair whose parts are also called grouper and list.</summary>
internal sealed class NamedPair(object? grouper, List<object?> members) : IReadOnlyList<object?>, IHasAttributes
{
    public int Count => 2;

    public object? this[int index] => index == 0 ? grouper : members;

    public bool TryGet(string name, out object? value)
    {
        value = name == "grouper" ? grouper : members;
        return name is "grouper" or "list";
    }

    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)[grouper, members]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
