using System.CommandLine;
using AlwaysOnPolicy.Web.Dashboard;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop dashboard</c>: the report of a run in the browser, while it goes on.</summary>
internal static class DashboardCommand
{
    public const string Name = "dashboard";

    public const string Description =
        "Shows a run's report in the browser and keeps it up to date while the run goes on. It reads files only; " +
        "stop it " +
        "with Ctrl-C, the run is not touched.\n\nExample: aop dashboard runs/first";

    private const int DefaultPort = 8642;

    public static Command Create()
    {
        var folder = new Argument<string>("run") { Description = "The run's folder: going on, stopped, killed or finished." };
        var port = new Option<int>("--port")
        {
            HelpName = "number",
            Description = "Where the page is served, on this machine alone; 0 for any port that is free.",
            DefaultValueFactory = _ => DefaultPort,
        };
        var command = new Command(Name, Description) { folder, port };
        command.SetAction(async (parsed, cancel) =>
        {
            var place = parsed.GetValue(folder)!;
            if (File.Exists(place)) throw new SettingsException($"'{place}' is a file: name the folder that a run was given with --out.");
            if (parsed.GetValue(port) is < 0 or > 65535) throw new SettingsException("--port is 0 to 65535.");
            await using var server = await DashboardServer.StartAsync(place, parsed.GetValue(port), cancel);
            System.Console.WriteLine($"Dashboard: {server.Address}   (Ctrl-C ends it)");
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            catch (OperationCanceledException)
            {
                // the way it is ended
            }
            return 0;
        });
        return command;
    }
}
