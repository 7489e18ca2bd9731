using System.CommandLine;
using AlwaysOnPolicy.Cli.Reference;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop settings</c>: what each key of a settings file means.</summary>
internal static class SettingsCommand
{
    public const string Name = "settings";

    public const string Description =
        "Says what settings mean: their values, defaults and units, and which command reads them.\n\nExamples: aop settings ppo.batch_size\n          " +
        "aop settings loop";

    public static Command Create()
    {
        var key = new Argument<string?>("key")
        {
            Description = "A setting, or a group of them; all groups by command where it is left out.",
            Arity = ArgumentArity.ZeroOrOne
        };
        var markdown = new Option<bool>("--markdown") { Description = "Writes all of them as one page in Markdown: docs/settings.md." };
        var command = new Command(Name, Description)
            { key, markdown };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(markdown)) System.Console.Out.Write(SettingsMarkdown.Write());
            else foreach (var line in parsed.GetValue(key) is { } name ? SettingsLookUp.Of(name) : SettingsLookUp.Overview())
                System.Console.Out.WriteLine(line);
            return 0;
        });
        return command;
    }
}
