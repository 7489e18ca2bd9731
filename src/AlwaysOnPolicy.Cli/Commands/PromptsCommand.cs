using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports.Pages;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop prompts show</c>: what one call of an author saw and wrote.</summary>
internal static class PromptsCommand
{
    public static Command Create() => new("prompts", "Looks at the prompts of a run.") { Show(), PromptsAuditCommand.Create() };

    private static Command Show()
    {
        var folder = new Argument<string>("run") { Description = "The run's folder; of several seeds that of one." };
        var arm = new Option<string>("--arm") { HelpName = "name", Description = "The arm.", DefaultValueFactory = _ => "aop" };
        var iteration = new Option<int>("--iteration") { HelpName = "number", Description = "From 1.", DefaultValueFactory = _ => 1 };
        var call = new Option<int>("--call") { HelpName = "number", Description = "From 1.", DefaultValueFactory = _ => 1 };
        var html = new Option<string?>("--html") { HelpName = "file", Description = "Writes a page there in place of the text." };
        var command = new Command("show", "Shows what one call of an author saw, by domain with the policy's answers and their rewards, and what it wrote. " +
            "It reads the run's folder alone.\n\nExample: aop prompts show runs/quickstart --arm aop --iteration 2 --call 3 --html call.html")
            { folder, arm, iteration, call, html };
        command.SetAction(async (parsed, cancel) =>
        {
            var data = await AuthorCalls.ReadAsync(parsed.GetValue(folder)!, parsed.GetValue(arm)!, parsed.GetValue(iteration), parsed.GetValue(call), cancel);
            if (parsed.GetValue(html) is not { } file) AuthorCallLines.Print(data, System.Console.Out);
            else System.Console.WriteLine(Written(AuthorCallPage.Render(data), Path.GetFullPath(file)));
            return 0;
        });
        return command;
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
