using System.Net;
using System.Net.ServerSentEvents;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Web.Dashboard;

namespace AlwaysOnPolicy.Web.Tests.Dashboard;

public sealed class DashboardServerTests : IDisposable
{
    private const string Hostile = "<script>alert(1)</script>\"&\u0001";
    private static readonly HttpClient s_http = new();
    private readonly RunOnDisk _run = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_client_that_comes_back_gets_what_it_missed_and_nothing_twice()
    {
        _run.Say(("run_started", "version 1"), ("stage_started", null), ("note", "one"));
        await using var server = await DashboardServer.StartAsync(_run.Folder, 0, Cancel);
        (await LinesAsync(server, 3)).Select(l => (l.Id, l.Text[9..])).ShouldBe(
            [("1", "The run began: version 1."), ("2", "SFT began."), ("3", "SFT: one")]);

        _run.SayHalf();                                          // killed
        _run.Say(("run_started", "version 1"), ("note", "two"));   // and resumed by another process
        (await LinesAsync(server, 2, lastEventId: "3")).Select(l => (l.Id, l.Text[9..])).ShouldBe(
            [("4", "The run began: version 1."), ("5", "SFT: two")]);
        (await LinesAsync(server, 1, address: "events?after=4")).Single().Id.ShouldBe("5", "of a page that has just been loaded");
    }

    [Fact]
    public async Task What_a_client_missed_while_the_dashboard_itself_was_gone_comes_too()
    {
        _run.Say(("run_started", "version 1"));
        await using (var first = await DashboardServer.StartAsync(_run.Folder, 0, Cancel)) await LinesAsync(first, 1);
        _run.Say(("note", "meanwhile"));
        await using var second = await DashboardServer.StartAsync(_run.Folder, 0, Cancel);
        (await LinesAsync(second, 1, lastEventId: "1")).Single().Text.ShouldEndWith("SFT: meanwhile");
    }

    [Fact]
    public async Task Several_clients_hear_every_line_while_the_run_goes_on()
    {
        _run.Say(("run_started", "version 1"));
        await using var server = await DashboardServer.StartAsync(_run.Folder, 0, Cancel);
        var clients = Enumerable.Range(0, 4).Select(_ => LinesAsync(server, 21)).ToArray();
        for (var i = 0; i < 20; i++)
        {
            _run.Say(("note", $"{i}"));
            await Task.Delay(20, Cancel);
        }
        foreach (var lines in await Task.WhenAll(clients))
            lines.Select(l => l.Id).ShouldBe(Enumerable.Range(1, 21).Select(n => $"{n}"));
    }

    [Fact]
    public async Task A_finished_run_of_another_kind_names_its_page_and_is_not_called_unfinished()
    {
        var page = Path.Combine(_run.Folder, "judging.html");
        await File.WriteAllTextAsync(page, "", Cancel);
        _run.Say(("run_started", "version 1"), ("run_finished", null));
        var data = await new RunLook(new RunFolder(_run.Folder)).ReadAsync(Cancel);
        (data.Part, data.Notes.ShouldHaveSingleItem()).ShouldBe((null, $"Its report is the page '{page}'."));
        _run.Say(("run_started", "version 1"));
        data = await new RunLook(new RunFolder(_run.Folder)).ReadAsync(Cancel);
        data.Part.ShouldNotBeNull();
        data.Notes.ShouldHaveSingleItem().ShouldEndWith("is shown when it is finished.");
    }

    [Fact]
    public async Task A_folder_that_was_emptied_is_told_from_the_first_line_again()
    {
        _run.Say(("run_started", "new"));
        await using var server = await DashboardServer.StartAsync(_run.Folder, 0, Cancel);
        using var stream = await OpenAsync(server, "events", "40");
        var events = await ReadAsync(stream).Take(2).ToArrayAsync(Cancel);
        events.Select(e => (e.EventType, e.EventId)).ShouldBe([("reset", "0"), ("log", "1")]);
    }

    [Fact]
    public async Task The_page_runs_its_own_script_alone_and_shows_what_a_run_says_as_text()
    {
        _run.Say(("run_started", "version 1"), ("note", Hostile));
        await using var server = await DashboardServer.StartAsync(_run.Folder, 0, Cancel);
        using var reply = await s_http.GetAsync(server.Address, Cancel);
        reply.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        reply.Headers.GetValues("Content-Security-Policy").ShouldBe(["frame-ancestors 'none'"]);
        var page = Parse(await reply.Content.ReadAsStringAsync(Cancel));
        var policy = (string)page.Descendants("meta").Single(m => (string?)m.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!;
        var script = page.Descendants("script").Single().Value;
        policy.ShouldEndWith($"script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'; connect-src 'self'");
        page.Descendants("p").Single(p => (string?)p.Attribute("id") == "state").Value.ShouldStartWith("Ended without a word: 0 of 2 stages done.");
        page.Descendants("li").First(l => l.Value.Contains("alert")).Value.ShouldEndWith("SFT: <script>alert(1)</script>\"&␁");
        page.Descendants("p").First(p => (string?)p.Attribute("class") == "verdict").Value.ShouldStartWith("0 of 2 stages are done.");
    }

    [Fact]
    public async Task A_finished_run_shows_its_report_with_its_drawings()
    {
        _run.Say(("run_started", "version 1"), ("run_finished", null));
        ReportWriter.Write(new()
        {
            Title = "A finished run",
            Facts = [],
            Comparisons = [],
            Weakest = [],
            Arms = [new("sft", 0, null, null, 0.1, null), new("aop", 1, null, null, 0.2, null)],
        }, Path.Combine(_run.Folder, "report"));
        await using var server = await DashboardServer.StartAsync(_run.Folder, 0, Cancel);
        var page = Parse(await s_http.GetStringAsync(server.Address, Cancel));
        page.Descendants("h1").Single().Value.ShouldBe("A finished run");
        var drawing = await s_http.GetAsync(new Uri(server.Address, "plots/probe-reward.svg"), Cancel);
        drawing.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        XDocument.Parse(await drawing.Content.ReadAsStringAsync(Cancel)).Root!.Name.LocalName.ShouldBe("svg");
        (await s_http.GetAsync(new Uri(server.Address, "plots/..%2Freport.json"), Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task It_listens_on_this_machine_and_answers_to_its_own_name_only()
    {
        _run.Say(("run_started", "version 1"));
        await using var server = await DashboardServer.StartAsync(_run.Folder, 0, Cancel);
        server.Address.Host.ShouldBe("127.0.0.1");
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address) { Headers = { Host = "evil.example" } };
        (await s_http.SendAsync(request, Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Should.ThrowAsync<SettingsException>(() => DashboardServer.StartAsync(_run.Folder, server.Address.Port, Cancel)))
            .Message.ShouldContain("Choose another with --port");
    }

    [Fact]
    public async Task Ending_it_ends_the_streams_that_are_open()
    {
        _run.Say(("run_started", "version 1"));
        var server = await DashboardServer.StartAsync(_run.Folder, 0, Cancel);
        using var stream = await OpenAsync(server, "events", null);
        var rest = ReadAsync(stream).CountAsync(Cancel).AsTask();
        await server.DisposeAsync();
        (await rest.WaitAsync(TimeSpan.FromSeconds(20), Cancel)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_folder_without_a_run_is_refused()
    {
        using var empty = new AlwaysOnPolicy.Tests.TemporaryFolder();
        (await Should.ThrowAsync<SettingsException>(() => DashboardServer.StartAsync(empty.Path, 0, Cancel))).Message.ShouldContain("holds no run");
    }

    private static async Task<Stream> OpenAsync(DashboardServer server, string address, string? lastEventId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, address));
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var reply = await s_http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        reply.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return await reply.Content.ReadAsStreamAsync(Cancel);
    }

    private static IAsyncEnumerable<SseItem<string>> ReadAsync(Stream stream) => SseParser.Create(stream).EnumerateAsync(Cancel);

    /// <summary>The first lines of the log that a client hears.</summary>
    private static async Task<(string Id, string Text)[]> LinesAsync(DashboardServer server, int count, string? lastEventId = null, string address = "events")
    {
        using var stream = await OpenAsync(server, address, lastEventId);
        return await ReadAsync(stream).Where(e => e.EventType == "log").Take(count)
            .Select(e => (e.EventId!, JsonDocument.Parse(e.Data).RootElement.GetProperty("text").GetString()!)).ToArrayAsync(Cancel);
    }

    private static XElement Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }
}
