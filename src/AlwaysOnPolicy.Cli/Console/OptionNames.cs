using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Says settings as the command line does: what a file calls prompts.path is --prompts to whoever gave that option. The one place where messages get
/// a command's own words; what lies below speaks of settings.</summary>
internal sealed class OptionNames
{
    private readonly (Regex Setting, string Option)[] _names;

    /// <param name="names">Dotted paths of settings, and the options that stand for them. A name without a dot is a word of the language too, and is taken for
    /// the setting only in quotes, after --set, or in "to which … points".</param>
    public OptionNames(params IEnumerable<(string Setting, string Option)> names) => _names = [.. names.Select(n => (Pattern(n.Setting), n.Option))];

    public string Of(string text) => _names.Aggregate(text, (said, name) =>
        name.Setting.Replace(said, m => name.Option + (m.Groups["set"].Success ? " " : "")));

    /// <summary>Does a command's work; an error that a user can mend is thrown on in its words.</summary>
    public async Task<int> SayAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (UserErrorException e) when (Of(e.Message) != e.Message)
        {
            throw new SaidError(Of(e.Message), e);
        }
    }

    private static Regex Pattern(string setting)
    {
        var name = Regex.Escape(setting);
        return new(setting.Contains('.')
            ? $@"(?<set>--set {name}=)|(?<![\w.\-]){name}(?![\w.]*\w)"
            : $@"(?<set>--set {name}=)|(?<='){name}(?=')|(?<=\bto which ){name}(?= points\b)");
    }

    private sealed class SaidError(string message, UserErrorException inner) : UserErrorException(message, inner)
    {
        public override int ExitCode => inner.ExitCode;
    }
}
