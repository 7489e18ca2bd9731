using System.Globalization;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Turns a YAML scalar into a number, truth value, word or text, strictly.</summary>
internal static class ScalarReader
{
    private static readonly (Type Type, decimal Min, decimal Max)[] Integers =
    [
        (typeof(int), int.MinValue, int.MaxValue),
        (typeof(long), long.MinValue, long.MaxValue),
        (typeof(uint), uint.MinValue, uint.MaxValue),
        (typeof(ulong), ulong.MinValue, ulong.MaxValue),
    ];

    /// <param name="path">Dotted path of the setting, for messages.</param>
    /// <exception cref="SettingsException">The text is not of the type.</exception>
    /// <exception cref="InvalidOperationException">A settings record has a property of a type that no scalar can fill.</exception>
    public static object Read(ScalarNode node, Type type, string path)
    {
        if (type == typeof(string)) return node.Text;
        if (type == typeof(bool)) return Truth(node, path);
        if (type.IsEnum) return Word(node, type, path);
        if (type == typeof(double)) return Real(node, path);
        if (type == typeof(decimal)) return Exact(node, path);
        foreach (var (integer, min, max) in Integers)
            if (type == integer) return Convert.ChangeType(Whole(node, min, max, path), integer);
        throw new InvalidOperationException($"The settings property for '{path}' is of type {type}, which settings cannot hold.");
    }

    private static decimal Whole(ScalarNode node, decimal min, decimal max, string path)
    {
        if (!node.IsPlain || !decimal.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw Wrong(node, path, "a whole number");
        if (number < min || number > max) throw node.Place.Error($"'{path}' is {node.Text}; it must be from {min} to {max}.");
        return number;
    }

    private static double Real(ScalarNode node, string path)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!node.IsPlain || !double.TryParse(node.Text, Styles, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            throw Wrong(node, path, "a number");
        return number;
    }

    private static decimal Exact(ScalarNode node, string path) =>
        node.IsPlain && decimal.TryParse(node.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var number)
            ? number : throw Wrong(node, path, "a number such as 12.50");

    private static bool Truth(ScalarNode node, string path) => (node.IsPlain, node.Text) switch
    {
        (true, "true" or "True" or "TRUE") => true,
        (true, "false" or "False" or "FALSE") => false,
        _ => throw Wrong(node, path, "true or false"),
    };

    private static object Word(ScalarNode node, Type type, string path)
    {
        var names = Enum.GetNames(type);
        var words = names.Select(n => SettingsKey.WordOf(type, n)).ToArray();
        static string Bare(string word) => word.Replace("-", "").Replace("_", "");   // people write open-ai and openai for open_ai
        var index = Array.FindIndex(words, w => Bare(w) == Bare(node.Text));
        if (index >= 0) return Enum.Parse(type, names[index]);
        var guess = NearestName.Find(node.Text, words) is { } near ? $" Did you mean {near}?" : "";
        throw node.Place.Error($"'{path}' is '{node.Text}'; it must be one of: {string.Join(", ", words)}.{guess}");
    }

    private static SettingsException Wrong(ScalarNode node, string path, string wanted)
    {
        var what = node.Text.Length == 0 ? "empty" : node.IsPlain ? $"'{node.Text}'" : $"the text \"{node.Text}\"";
        return node.Place.Error($"'{path}' is {what}; it must be {wanted}.");
    }
}
