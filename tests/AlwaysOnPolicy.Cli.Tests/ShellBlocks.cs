using System.Text;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>The commands in the fenced sh blocks of a page.</summary>
internal static class ShellBlocks
{
    private const string Tool = "dotnet run -c Release --project src/AlwaysOnPolicy.Cli -- ";

    /// <summary>A command a line, "\" at its end goes on, "#" begins a comment; the long form of the tool's name becomes "aop".</summary>
    public static IEnumerable<string> Commands(string page)
    {
        var (inside, command) = (false, "");
        foreach (var line in page.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```sh";
                continue;
            }
            if (!inside || line.Trim().Length == 0 || line.TrimStart().StartsWith('#')) continue;
            command += line.Trim().TrimEnd('\\');
            if (line.EndsWith('\\')) continue;
            yield return command.StartsWith(Tool, StringComparison.Ordinal) ? $"aop {command[Tool.Length..]}" : command;
            command = "";
        }
    }

    /// <summary>Words as a shell would split them: blanks divide, single or double quotes hold together.</summary>
    public static string[] Words(string command)
    {
        var (words, word, quote) = (new List<string>(), new StringBuilder(), '\0');
        foreach (var c in command + " ")
        {
            if (quote != '\0' && c != quote) word.Append(c);
            else if (quote != '\0') quote = '\0';
            else if (c is '"' or '\'') quote = c;
            else if (c != ' ') word.Append(c);
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        return [.. words];
    }
}
