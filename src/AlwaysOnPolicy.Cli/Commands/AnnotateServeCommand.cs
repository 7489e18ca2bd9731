using System.CommandLine;
using System.Net;
using AlwaysOnPolicy.Web.Annotation.Serving;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop annotate serve</c>: the raters' page.</summary>
internal static class AnnotateServeCommand
{
    public static Command Create()
    {
        var defaults = new ServerOptions();
        var study = new AnnotationOptions();
        var raters = new Option<int>("--raters") { HelpName = "number", Description = "How many people get a link.", DefaultValueFactory = _ => 3 };
        var port = new Option<int>("--port") { HelpName = "number", Description = "0 takes a free one.", DefaultValueFactory = _ => defaults.Port };
        var listen = new Option<string>("--listen")
        {
            HelpName = "address",
            Description = "The address to listen on; 0.0.0.0 is all of this machine's. Unless given, only this machine reaches the page.",
            DefaultValueFactory = _ => defaults.Listen.ToString(),
        };
        var publicUrl = new Option<string?>("--public-url")
        {
            HelpName = "address",
            Description = "What a proxy that speaks HTTPS in front of this server is called, such as https://rating.example.org; it stands in the links.",
        };
        var newLinks = new Option<bool>("--new-links") { Description = "New links for all; those given out before no longer hold." };
        var command = new Command("serve", "Serves a page on which raters compare the answers of two policies without knowing whose they are. Each rater " +
            "gets a link of their own, shown once; what a rater says is on disk before the page says so. Stopped or killed, the same command goes on.\n\n" +
            "Example: aop annotate serve runs/first --pair aop:2,sop:2 --items 100 --raters 3")
            { raters, port, listen, publicUrl, newLinks };
        study.AddTo(command);
        command.SetAction((parsed, cancel) => AnnotationOptions.Names.SayAsync(async () =>
        {
            var options = new ServerOptions
            {
                Port = parsed.GetValue(port),
                Listen = IPAddress.TryParse(parsed.GetValue(listen), out var address) ? address
                    : throw new SettingsException($"--listen is '{parsed.GetValue(listen)}': write an address of this machine, such as 127.0.0.1 or 0.0.0.0."),
                PublicUrl = parsed.GetValue(publicUrl) is { } url ? Public(url) : null,
                NewLinks = parsed.GetValue(newLinks),
            };
            var store = await study.OpenAsync(parsed, parsed.GetValue(raters), cancel);
            await using var server = await AnnotationServer.StartAsync(store, options);
            if (options.IsExposed)
                System.Console.Error.WriteLine($"WARNING: {options.Listen} can be reached by other machines, and this server speaks plain HTTP: whoever sits " +
                    "on the way reads links and answers, and can vote with them. Put a proxy with HTTPS in front and name it with --public-url.");
            System.Console.WriteLine($"Human evaluation: {store.Folder}");
            System.Console.WriteLine($"{store.Settings.Items} items, {store.Raters().Count - 1} raters, {store.Events()} choices so far.");
            foreach (var link in server.NewLinks) System.Console.WriteLine($"{link.Name}: {link.Address}");
            System.Console.WriteLine(server.NewLinks.Count > 0
                ? "These links are shown once: only their hashes are kept. Give each rater one; the administrator's shows progress and exports."
                : "The links given out before hold on; --new-links makes new ones.");
            System.Console.WriteLine($"Listening on {server.Address} until Ctrl-C. Then: aop annotate agreement {store.Folder}");
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            catch (OperationCanceledException)
            {
                System.Console.WriteLine($"Stopped with {store.Events()} choices on disk. The same command goes on.");
            }
            return 0;
        }));
        return command;
    }

    private static Uri Public(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/"
        ? url : throw new SettingsException($"--public-url is '{text}': write an address without a path, such as https://rating.example.org.");
}
