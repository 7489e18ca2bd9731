using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>--force: what every command that writes results asks for before it replaces one that is there.</summary>
internal static class ForceOption
{
    public static Option<bool> Create() =>
        new("--force") { Description = "Replaces a finished result that is there, of other settings; without it that is an error." };
}
