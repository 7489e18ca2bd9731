using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Web.Annotation.Serving;
using AlwaysOnPolicy.Web.Annotation.Storage;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Web.Tests.Annotation;

public sealed class AnnotationServerTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private AnnotationStore _store = null!;
    private AnnotationServer _server = null!;
    private Dictionary<string, string> _tokens = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings(items: 8, checks: 1, repeats: 1));
        _server = await AnnotationServer.StartAsync(_store, new ServerOptions { Port = 0 });
        _tokens = _server.NewLinks.ToDictionary(l => l.Name, l => new Uri(l.Address).Fragment[1..]);
        _client.BaseAddress = _server.Address;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/r/")]
    [InlineData("/admin/")]
    [InlineData("/assets/rater.js")]
    [InlineData("/api/rater")]
    [InlineData("/nothing")]
    public async Task Every_answer_forbids_what_the_page_does_not_need(string path)
    {
        using var response = await _client.GetAsync(path);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        foreach (var part in new[] { "default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'" }) policy.ShouldContain(part);
        policy.ShouldNotContain("unsafe");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task Pages_load_nothing_from_elsewhere_and_hold_no_script_or_style()
    {
        foreach (var page in new[] { "/r/", "/admin/" })
        {
            var html = await _client.GetStringAsync(page);
            html.ShouldNotContain("http://");
            html.ShouldNotContain("https://");
            html.ShouldNotContain("style=");
            Regex.IsMatch(html, " on[a-z]+=").ShouldBeFalse();   // such as onclick
            Regex.Count(html, "<script[^>]*></script>").ShouldBe(Regex.Count(html, "<script"));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_wrong_token_gets_403_everywhere(string? token)
    {
        foreach (var path in new[] { "/api/rater", "/api/rater/tasks?from=0", "/api/admin", "/api/admin/export" })
            (await GetAsync(path, token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(token, new { key = "k", task = 0, choice = "first" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        _store.Events().ShouldBe(0);
    }

    [Fact]
    public async Task A_start_that_fails_gives_and_takes_no_links()
    {
        var taken = new ServerOptions { Port = _server.Address.Port, NewLinks = true };
        (await Should.ThrowAsync<SettingsException>(() => AnnotationServer.StartAsync(_store, taken))).Message.ShouldContain("--port");
        await using (var again = await AnnotationServer.StartAsync(_store, new ServerOptions { Port = 0 }))
        {
            again.NewLinks.ShouldBeEmpty();
            _client.DefaultRequestHeaders.Authorization = new("Bearer", _tokens["rater-1"]);
            (await _client.GetAsync(new Uri(again.Address, "api/rater"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var fresh = await SampleStudy.OpenAsync(Path.Combine(_folder.Path, "fresh"), SampleStudy.Settings(items: 8, checks: 1, repeats: 1));
        await Should.ThrowAsync<SettingsException>(() => AnnotationServer.StartAsync(fresh, taken with { NewLinks = false }));
        await using var started = await AnnotationServer.StartAsync(fresh, new ServerOptions { Port = 0 });
        started.NewLinks.Count.ShouldBe(fresh.Raters().Count);
    }

    [Fact]
    public async Task A_token_opens_its_own_door_alone()
    {
        (await GetAsync("/api/rater", _tokens["rater-1"])).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync("/api/admin", _tokens["administrator"])).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var path in new[] { "/api/admin", "/api/admin/export" })
            (await GetAsync(path, _tokens["rater-1"])).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await GetAsync("/api/rater", _tokens["administrator"])).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(_tokens["administrator"], new { key = "k", task = 0, choice = "first" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        // What one says stands with that one alone: another neither reads it nor changes it.
        (await PostAsync(_tokens["rater-1"], new { key = "k", task = 0, choice = "first" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(_tokens["rater-2"], new { key = "k", task = 0, choice = "undo" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await StateAsync(_tokens["rater-1"])).GetProperty("choices")[0].GetString().ShouldBe("first");
        (await StateAsync(_tokens["rater-2"])).GetProperty("choices").EnumerateArray().ShouldAllBe(c => c.ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public void Tokens_have_256_bits_and_only_their_hashes_are_kept()
    {
        foreach (var token in _tokens.Values) Convert.FromBase64String(token.Replace('-', '+').Replace('_', '/') + "=").Length.ShouldBe(32);
        _tokens.Values.ShouldBeUnique();
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var bytes = reader.ReadToEnd();
            foreach (var token in _tokens.Values) bytes.ShouldNotContain(token);
        }
        _store.Raters().ShouldAllBe(r => r.TokenHash!.Length == 32);
    }

    [Fact]
    public async Task Links_hold_over_a_new_start_unless_new_ones_are_asked_for()
    {
        await _server.DisposeAsync();
        _server = await AnnotationServer.StartAsync(AnnotationStore.Open(_folder.Path), new ServerOptions { Port = 0 });
        _server.NewLinks.ShouldBeEmpty();
        (await GetAsync(new Uri(_server.Address, "/api/rater").AbsoluteUri, _tokens["rater-1"])).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _server.DisposeAsync();
        _server = await AnnotationServer.StartAsync(AnnotationStore.Open(_folder.Path), new ServerOptions { Port = 0, NewLinks = true });
        _server.NewLinks.Count.ShouldBe(4);
        (await GetAsync(new Uri(_server.Address, "/api/rater").AbsoluteUri, _tokens["rater-1"])).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_another_site_sends_is_turned_away_also_with_a_good_token()
    {
        var choice = new { key = "k", task = 0, choice = "first" };
        (await PostAsync(_tokens["rater-1"], choice, m => m.Headers.Add("Origin", "http://evil.example"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(_tokens["rater-1"], choice, m => m.Headers.Add("Origin", "null"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(_tokens["rater-1"], choice, m => m.Headers.Add("Sec-Fetch-Site", "cross-site"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(_tokens["rater-1"], choice, m => m.Headers.Host = "evil.example")).StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data" })
            (await PostAsync(_tokens["rater-1"], choice, m => m.Content!.Headers.ContentType = new MediaTypeHeaderValue(type)))
                .StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        _store.Events().ShouldBe(0);
        var own = _server.Address.GetLeftPart(UriPartial.Authority);
        (await PostAsync(_tokens["rater-1"], choice, m => m.Headers.Add("Origin", own))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"key":"k","task":0,"choice":"third"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"key":"k","task":0,"choice":7}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"key":"","task":0,"choice":"tie"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"key":"k","task":0,"choice":"skip"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"key":"k","task":0,"choice":"tie","rater":2}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"key":"k","choice":"tie"}""", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("not json", HttpStatusCode.BadRequest)]
    [InlineData("""{"key":"k","task":10,"choice":"tie"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"key":"k","task":-1,"choice":"tie"}""", HttpStatusCode.NotFound)]
    public async Task A_malformed_choice_is_refused_and_nothing_is_saved(string body, HttpStatusCode status)
    {
        (await PostAsync(_tokens["rater-1"], null, m => m.Content = new StringContent(body, Encoding.UTF8, "application/json"))).StatusCode.ShouldBe(status);
        _store.Events().ShouldBe(0);
    }

    [Fact]
    public async Task What_is_too_large_is_refused()
    {
        var note = new string('x', 2001);
        (await PostAsync(_tokens["rater-1"], new { key = "k", task = 0, choice = "tie", note })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(_tokens["rater-1"], new { key = "k", task = 0, choice = "tie", note = new string('x', 20000) }))
            .StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_choice_sent_twice_is_one_verdict()
    {
        var choice = new { key = "k", task = 3, choice = "second", note = "see" };
        for (var i = 0; i < 3; i++) (await PostAsync(_tokens["rater-2"], choice)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(_tokens["rater-2"], choice with { choice = "first" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        _store.Events().ShouldBe(1);
        _store.Rated().Single().Note.ShouldBe("see");
    }

    [Fact]
    public async Task Neither_names_nor_ids_nor_kinds_reach_a_rater()
    {
        var seen = new StringBuilder();
        foreach (var path in new[] { "/r/", "/assets/rater.js", "/assets/annotation.css" }) seen.Append(await _client.GetStringAsync(path));
        var tasks = await (await GetAsync("/api/rater/tasks?from=0", _tokens["rater-1"])).Content.ReadFromJsonAsync<JsonElement>();
        seen.Append(tasks).Append(await StateAsync(_tokens["rater-1"]));
        seen.Append(await (await GetAsync("/api/admin", _tokens["administrator"])).Content.ReadAsStringAsync());
        foreach (var word in new[] { SampleStudy.NameA, SampleStudy.NameB, "\"q0\"", "law", "pets", "b_first" })
            seen.ToString().ShouldNotContain(word, Case.Insensitive);
        tasks.EnumerateArray().Select(t => t.EnumerateObject().Select(p => p.Name)).ShouldAllBe(
            names => names.SequenceEqual(new[] { "task", "question", "first", "second" }));
        tasks.EnumerateArray().Select(t => t.GetProperty("first").GetString()!).Where(t => t.StartsWith("Text", StringComparison.Ordinal))
            .Select(SampleStudy.IsA).Distinct().Count().ShouldBe(2);   // now one's answer is first, now the other's
    }

    [Fact]
    public async Task Who_tries_tokens_is_stopped_and_raters_go_on()
    {
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 70; i++) answers.Add((await GetAsync("/api/rater", $"guess-{i}")).StatusCode);
        answers[0].ShouldBe(HttpStatusCode.Forbidden);
        answers[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        (await GetAsync("/api/rater", _tokens["rater-1"])).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_rater_who_holds_a_key_down_is_slowed_and_nobody_else()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 150).Select(_ => GetAsync("/api/rater", _tokens["rater-1"])));
        answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(0);
        (await GetAsync("/api/rater", _tokens["rater-2"])).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_administrator_exports_who_wrote_what()
    {
        await PostAsync(_tokens["rater-1"], new { key = "k", task = 0, choice = "first", note = "=1+1" });
        (await (await GetAsync("/api/admin/export?format=jsonl", _tokens["administrator"])).Content.ReadAsStringAsync()).ShouldContain(SampleStudy.NameA);
        (await (await GetAsync("/api/admin/export?format=csv", _tokens["administrator"])).Content.ReadAsStringAsync()).ShouldContain(",'=1+1,");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_clear_error() =>
        (await Should.ThrowAsync<SettingsException>(() => AnnotationServer.StartAsync(_store, new ServerOptions { Port = _server.Address.Port })))
            .Message.ShouldContain("--port");

    private async Task<JsonElement> StateAsync(string token) => await (await GetAsync("/api/rater", token)).Content.ReadFromJsonAsync<JsonElement>();

    private Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return _client.SendAsync(message);
    }

    private Task<HttpResponseMessage> PostAsync(string? token, object? body, Action<HttpRequestMessage>? change = null)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, "/api/rater/events") { Content = JsonContent.Create(body) };
        if (token is not null) message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        change?.Invoke(message);
        return _client.SendAsync(message);
    }
}
