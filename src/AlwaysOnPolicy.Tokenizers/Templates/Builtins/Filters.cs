using System.Collections.Frozen;
using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Builtins;

/// <summary>Jinja's filters by their names.</summary>
/// <remarks>Not here: lipsum's like (pprint, random, urlize, wordwrap, xmlattr), which no prompt has a use for.</remarks>
internal static class Filters
{
    private static readonly FrozenDictionary<string, Func<object?, Arguments, object?>> s_filters =
        new[] { ValueFilters.All, TextFilters.All, SequenceFilters.All }.SelectMany(f => f).ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Has(string name) => s_filters.ContainsKey(name);

    public static object? Apply(string name, object? value, Arguments arguments) => s_filters.TryGetValue(name, out var filter)
        ? filter(value, arguments)
        : throw TemplateException.Unsupported($"the filter '{name}'");
}
