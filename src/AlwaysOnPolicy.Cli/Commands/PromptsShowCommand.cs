using System.CommandLine;
using System.Text.Json;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Pages;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop prompts show</c>: a prompt from its author's call to what it earned, or what one call saw and wrote.</summary>
internal static class PromptsShowCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("run") { Description = "The run's folder; of several seeds that of one." };
        var prompt = new Argument<string?>("prompt")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A prompt: its address (aop/2/003-012), its id, or a part of its text. Without one a call is shown.",
        };
        var arm = new Option<string?>("--arm") { HelpName = "name", Description = "The arm; aop for a call, any for a prompt." };
        var iteration = new Option<int?>("--iteration") { HelpName = "number", Description = "From 1; the first for a call, any for a prompt." };
        var call = new Option<int>("--call") { HelpName = "number", Description = "From 1.", DefaultValueFactory = _ => 1 };
        var html = new Option<string?>("--html") { HelpName = "file", Description = "Writes a page there in place of the text." };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("show", "Follows a prompt from the author's call, with the answers and rewards that it saw, to what the prompt earned in " +
            "training; of the answers it prints the lowest of each domain, as JSON and as a page all. Without a prompt it shows " +
            "what one call of an author saw, by domain with the policy's answers and their rewards, and what it wrote. It " +
            "reads the run's folder alone.\n\nExamples: aop prompts show runs/quickstart \"worked on taxes\"\n" +
            "aop prompts show runs/quickstart --arm aop --iteration 2 --call 3 --html call.html")
            { folder, prompt, arm, iteration, call, html, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(prompt) is not null && result.GetResult(call) is { Implicit: false })
                result.AddError("--call is for looking at a call: name a prompt or a call, not both.");
        });
        command.SetAction(async (parsed, cancel) =>
        {
            var run = parsed.GetValue(folder)!;
            if (parsed.GetValue(prompt) is { } named)
            {
                var trail = await PromptTrails.FindAsync(run, named, parsed.GetValue(arm), parsed.GetValue(iteration), cancel);
                Give(parsed, trail, () => PromptTrailPage.Render(trail), to => PromptTrailLines.Print(trail, to));
                return 0;
            }
            var data = await AuthorCalls.ReadAsync(run, parsed.GetValue(arm) ?? "aop", parsed.GetValue(iteration) ?? 1, parsed.GetValue(call), cancel);
            Give(parsed, data, () => AuthorCallPage.Render(data), to => AuthorCallLines.Print(data, to));
            return 0;
        });
        return command;

        void Give<T>(ParseResult parsed, T data, Func<string> page, Action<TextWriter> print)
        {
            if (parsed.GetValue(html) is { } file) System.Console.WriteLine(Written(page(), Path.GetFullPath(file)));
            else if (parsed.GetValue(json)) System.Console.WriteLine(JsonSerializer.Serialize(data, ReportWriter.Json));
            else print(System.Console.Out);
        }
    }

    /// <returns>The file's full path.</returns>
    private static string Written(string page, string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            Durable.WriteText(file, page);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(file, e);
        }
    }
}
