using System.CommandLine;
using AlwaysOnPolicy.Cli.Commands;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli;

/// <summary>The commands, and the one place where an error becomes a message and an exit code.</summary>
/// <remarks>Exit codes: 0 done, 1 failed while running, 2 wrong usage or settings, 3 a budget is spent, 130 stopped by the user with finished stages
/// kept.</remarks>
public static class App
{
    private const int UsageError = 2;
    private const int StoppedByUser = 130;

    private static readonly Option<bool> s_verbose = new("--verbose") { Description = "Show the whole error, with its stack trace.", Recursive = true };

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Commands().Parse(args.Length == 0 ? ["--help"] : args);
        if ((UnknownCommand.Sentence(parsed) ?? UnknownOption.Sentence(parsed) ?? (parsed.Errors.Count > 0 ? parsed.Errors[0].Message : null)) is { } mistake)
        {
            Print(mistake);
            System.Console.Error.WriteLine("Try 'aop --help', or '--help' after a command.");
            return UsageError;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromMinutes(2),   // a stage ends its current step first
            });
        }
        catch (Exception e) when (!parsed.GetValue(s_verbose))
        {
            switch (e)
            {
                case OperationCanceledException:
                    System.Console.Error.WriteLine("Stopped. Finished stages are kept; the same command goes on from there.");
                    return StoppedByUser;
                case UserErrorException user:
                    Print(user.Message);
                    return user.ExitCode;
                default:
                    Print($"Unexpected: {e.GetType().Name}: {e.Message} Run again with --verbose for the stack trace.");
                    return 1;
            }
        }
    }

    /// <summary>All commands with their options.</summary>
    internal static RootCommand Commands()
    {
        var root = new RootCommand("Aligns a small language model with prompts that are made anew from its weaknesses.")
        {
            QuickstartCommand.Create(),
            RunCommand.Create(),
            PpoCommand.Create(),
            InitCommand.Create(),
            ImportCommand.Create(),
            SftCommand.Create(),
            StatusCommand.Create(),
            LedgerCommand.Create(),
            PromptsCommand.Create(),
            AnswerCommand.Create(),
            ChatCommand.Create(),
            CompareCommand.Create(),
            ServeCommand.Create(),
            DashboardCommand.Create(),
            JudgeCommand.Create(),
            AnnotateCommand.Create(),
            RewardCommand.Create(),
            BenchCommand.Create(),
            DataCommand.Create(),
            ModelsCommand.Create(),
            SettingsCommand.Create(),
            GlossaryCommand.Create(),
            DoctorCommand.Create(),
        };
        root.Options.Add(s_verbose);
        return root;
    }

    private static void Print(string message)
    {
        if (System.Console.IsErrorRedirected) System.Console.Error.WriteLine($"Error: {message}");   // a log wants no wrapped paths
        else AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) })
            .MarkupLineInterpolated($"[red]Error:[/] {message}");
    }
}
