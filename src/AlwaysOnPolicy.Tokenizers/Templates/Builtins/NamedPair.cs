using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Builtins;

/// <summary>A group of the filter groupby: a pair whose parts are also called grouper and list.</summary>
internal sealed class NamedPair(object? grouper, List<object?> members) : PythonTuple(grouper, members), IHasAttributes
{
    public bool TryGet(string name, out object? value)
    {
        value = name == "grouper" ? this[0] : this[1];
        return name is "grouper" or "list";
    }
}
