using System.CommandLine;
using AlwaysOnPolicy.Cli.Commands;
using AlwaysOnPolicy.Secrets;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli;

/// <summary>The commands, and the one place where an error becomes a message and an exit code.</summary>
/// <remarks>Exit codes: 0 done, 1 failed while running, 2 wrong usage or settings, 3 a budget is spent, 130 stopped by the user
/// (<see cref="StopSignals"/>).</remarks>
public static class App
{
    private const int UsageError = 2;

    private static readonly Option<bool> s_verbose = new("--verbose") { Description = "Show the whole error, with its stack trace.", Recursive = true };

    private static readonly CommandEntry[] s_commands =
    [
        new(QuickstartCommand.Name, QuickstartCommand.Description, QuickstartCommand.Create),
        new(RunCommand.Name, RunCommand.Description, RunCommand.Create, "file"),
        new(PpoCommand.Name, PpoCommand.Description, PpoCommand.Create),
        new(StudyCommand.Name, StudyCommand.Description, StudyCommand.Create, "file"),
        new(InitCommand.Name, InitCommand.Description, InitCommand.Create),
        new(ImportCommand.Name, ImportCommand.Description, ImportCommand.Create),
        new(ExportCommand.Name, ExportCommand.Description, ExportCommand.Create),
        new(SftCommand.Name, SftCommand.Description, SftCommand.Create),
        new(StatusCommand.Name, StatusCommand.Description, StatusCommand.Create, "run"),
        new(RunsCommand.Name, RunsCommand.Description, RunsCommand.Create),
        new(StageCommand.Name, StageCommand.Description, StageCommand.Create),
        new(ClusterCommand.Name, ClusterCommand.Description, ClusterCommand.Create),
        new(LedgerCommand.Name, LedgerCommand.Description, LedgerCommand.Create, "run"),
        new(PromptsCommand.Name, PromptsCommand.Description, PromptsCommand.Create),
        new(AnswerCommand.Name, AnswerCommand.Description, AnswerCommand.Create),
        new(ChatCommand.Name, ChatCommand.Description, ChatCommand.Create, "model"),
        new(CompareCommand.Name, CompareCommand.Description, CompareCommand.Create, "runs"),
        new(ServeCommand.Name, ServeCommand.Description, ServeCommand.Create, "model"),
        new(ServeRewardCommand.Name, ServeRewardCommand.Description, ServeRewardCommand.Create, "reward"),
        new(DashboardCommand.Name, DashboardCommand.Description, DashboardCommand.Create, "run"),
        new(JudgeCommand.Name, JudgeCommand.Description, JudgeCommand.Create),
        new(AnnotateCommand.Name, AnnotateCommand.Description, AnnotateCommand.Create),
        new(RewardCommand.Name, RewardCommand.Description, RewardCommand.Create),
        new(BenchCommand.Name, BenchCommand.Description, BenchCommand.Create),
        new(DataCommand.Name, DataCommand.Description, DataCommand.Create),
        new(ModelsCommand.Name, ModelsCommand.Description, ModelsCommand.Create),
        new(SettingsCommand.Name, SettingsCommand.Description, SettingsCommand.Create, "key"),
        new(GlossaryCommand.Name, GlossaryCommand.Description, GlossaryCommand.Create),
        new(DoctorCommand.Name, DoctorCommand.Description, DoctorCommand.Create),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Commands(args).Parse(args.Length == 0 ? ["--help"] : args);
        if (Mistake(args, parsed) is { } mistake)
        {
            Print(mistake);
            System.Console.Error.WriteLine("Try 'aop --help', or '--help' after a command.");
            return UsageError;
        }

        try
        {
            using var signals = new StopSignals();
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                signals.Stopped);
        }
        catch (Exception e)
        {
            return Tell(e, parsed.GetValue(s_verbose));
        }
    }

    /// <returns>Null where nothing is wrong with the line.</returns>
    internal static string? Mistake(string[] args, ParseResult parsed)
    {
        if (AsksForCompletions(args)) return null;   // of a line that is not finished
        // Without its file of arguments a line lacks all that the file has.
        var file = parsed.Errors.FirstOrDefault(e => args.Any(a => a.Length > 1 && a[0] == '@' && e.Message.Contains(a[1..], StringComparison.Ordinal)));
        return file?.Message ?? UnknownCommand.Sentence(parsed) ?? UnknownOption.Sentence(parsed)
            ?? EmptyValue.Sentence(parsed) ?? (parsed.Errors.Count > 0 ? parsed.Errors[0].Message : null);
    }

    /// <returns>The exit code.</returns>
    private static int Tell(Exception error, bool verbose)
    {
        switch (error)
        {
            case OperationCanceledException:
                System.Console.Error.WriteLine(error is StoppedException ? error.Message : "Stopped.");
                break;
            case UserErrorException:
                Print(error.Message);
                break;
            case var _ when MemoryException.IsOne(error):
                Print(MemoryException.Of(error).Message);
                break;
            default:
                Print($"Unexpected: {error.GetType().Name}: {error.Message}{(verbose ? "" : " Run again with --verbose for the stack trace.")}");
                break;
        }
        if (verbose) System.Console.Error.WriteLine($"\n{KnownSecrets.Hide($"{error}")}");
        return error switch { OperationCanceledException => StopSignals.ExitCode, UserErrorException user => user.ExitCode, _ => 1 };
    }

    /// <summary>All commands with their options.</summary>
    internal static RootCommand Commands() => Root(s_commands.Select(c => c.Create()));

    /// <summary>The commands for such a line: to make the options of all of them would take longer than many a command.</summary>
    internal static RootCommand Commands(string[] args)
    {
        // A file of arguments, and a line within a word, may call any.
        if (AsksForCompletions(args) || Array.Exists(args, a => a.StartsWith('@'))) return Commands();
        return Root(s_commands.Select(c => args.Contains(c.Name) ? c.Create() : c.Outline()));
    }

    /// <summary>As dotnet-suggest does for a shell: [suggest:8] "run --se".</summary>
    private static bool AsksForCompletions(string[] args) => args.Length > 0 && args[0].StartsWith("[suggest", StringComparison.Ordinal);

    private static RootCommand Root(IEnumerable<Command> commands)
    {
        var root = new RootCommand("Aligns a small language model with prompts that are made anew from its weaknesses.");
        foreach (var command in commands) root.Subcommands.Add(command);
        root.Options.Add(s_verbose);
        return root;
    }

    private static void Print(string message)
    {
        message = KnownSecrets.Hide(message);
        if (System.Console.IsErrorRedirected) System.Console.Error.WriteLine($"Error: {message}");   // a log wants no wrapped paths
        else AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) })
            .MarkupLineInterpolated($"[red]Error:[/] {message}");
    }
}
