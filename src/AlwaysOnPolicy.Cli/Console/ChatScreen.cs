using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Where a conversation is held: a terminal, in which two answers stand side by side, or a pipe, in which each has a line with its model's
/// name.</summary>
internal sealed class ChatScreen(params string[] models)
{
    private readonly bool _terminal = AnsiConsole.Profile.Capabilities.Interactive && !System.Console.IsOutputRedirected && !System.Console.IsInputRedirected;

    /// <summary>What the user says next, without white space round it; null at the end of the input.</summary>
    public string? Ask()
    {
        if (_terminal) AnsiConsole.Markup("[bold]you>[/] ");
        return System.Console.ReadLine()?.Trim();
    }

    /// <param name="said">In the order of the models.</param>
    public void Show(IReadOnlyList<string> said)
    {
        string[] answers = [.. said.Select(VisibleText.Of)];
        if (!_terminal) foreach (var (model, answer) in models.Zip(answers)) System.Console.WriteLine(models.Length == 1 ? answer : $"{model}: {answer}");
        else if (models.Length == 1) AnsiConsole.MarkupLineInterpolated($"[bold]model>[/] {answers[0]}\n");
        else
        {
            var table = new Table().Border(TableBorder.Rounded).Expand();
            foreach (var model in models) table.AddColumn(new TableColumn(Markup.Escape(model)).Width((AnsiConsole.Profile.Width / models.Length) - 4));
            table.AddRow([.. answers.Select(a => new Text(a))]);
            AnsiConsole.Write(table);
        }
    }
}
