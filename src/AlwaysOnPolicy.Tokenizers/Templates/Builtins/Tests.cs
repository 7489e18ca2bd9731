using System.Collections.Frozen;
using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Builtins;

/// <summary>Jinja's tests by their names: value is name.</summary>
internal static class Tests
{
    private static readonly FrozenDictionary<string, Func<object?, Arguments, bool>> s_tests = Build().ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Has(string name) => s_tests.ContainsKey(name);

    public static bool Holds(string name, object? value, Arguments arguments) => s_tests.TryGetValue(name, out var test)
        ? test(value, arguments)
        : throw TemplateException.Unsupported($"the test '{name}'");

    private static Dictionary<string, Func<object?, Arguments, bool>> Build()
    {
        var tests = new Dictionary<string, Func<object?, Arguments, bool>>
        {
            ["boolean"] = (v, _) => v is bool,
            ["callable"] = (v, _) => v is Callable or Undefined,
            ["defined"] = (v, _) => v is not Undefined,
            ["divisibleby"] = (v, a) => Operators.Same(Arithmetic.Remainder(v, a.Bind(1, "num").Value(0)), 0L),
            ["escaped"] = (_, _) => false,
            ["even"] = (v, _) => Operators.Same(Arithmetic.Remainder(v, 2L), 0L),
            ["false"] = (v, _) => v is false,
            ["filter"] = (v, _) => v is string name && Filters.Has(name),
            ["float"] = (v, _) => v is double,
            ["in"] = (v, a) => Operators.Contains(a.Bind(1, "seq").Value(0), v),
            ["integer"] = (v, _) => v is long,
            ["iterable"] = (v, _) => v is string or IReadOnlyList<object?> or PythonDict or Generator or Undefined,
            ["lower"] = (v, _) => Letters.IsLower(PythonText.Of(v)),
            ["mapping"] = (v, _) => v is PythonDict,
            ["none"] = (v, _) => v is null,
            ["number"] = (v, _) => v is long or bool or double,
            ["odd"] = (v, _) => Operators.Same(Arithmetic.Remainder(v, 2L), 1L),
            ["sameas"] = (v, a) => a.Bind(1, "other").Value(0) is var other
                && (v is null or bool or long or string ? v?.GetType() == other?.GetType() && Operators.Same(v, other) : ReferenceEquals(v, other)),
            ["sequence"] = (v, _) => v is string or IReadOnlyList<object?> or PythonDict or Undefined,
            ["string"] = (v, _) => v is string,
            ["test"] = (v, _) => v is string name && Has(name),
            ["true"] = (v, _) => v is true,
            ["undefined"] = (v, _) => v is Undefined,
            ["upper"] = (v, _) => Letters.IsUpper(PythonText.Of(v)),
        };
        Comparison((a, b) => Operators.Same(a, b), "eq", "equalto", "==");
        Comparison((a, b) => !Operators.Same(a, b), "ne", "!=");
        Comparison((a, b) => Operators.Compare(a, b) > 0, "gt", "greaterthan", ">");
        Comparison((a, b) => Operators.Compare(a, b) >= 0, "ge", ">=");
        Comparison((a, b) => Operators.Compare(a, b) < 0, "lt", "lessthan", "<");
        Comparison((a, b) => Operators.Compare(a, b) <= 0, "le", "<=");
        return tests;

        void Comparison(Func<object?, object?, bool> holds, params string[] names)
        {
            foreach (var name in names) tests[name] = (v, a) => holds(v, a.Bind(1, "other").Value(0));
        }
    }
}
