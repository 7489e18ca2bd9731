using System.Collections.Concurrent;
using System.Text.Json;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Web.Annotation.Serving;
using Deque.AxeCore.Playwright;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace AlwaysOnPolicy.Web.Tests.Annotation;

public sealed class RaterPageTests(BrowserFixture fixture) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Three_raters_do_a_hundred_items_over_a_lost_connection_and_a_killed_server_and_nothing_is_lost_or_unblinded()
    {
        const int Items = 100;
        var browser = await fixture.LaunchAsync();
        string[] command = [.. AnswerFiles(Items), "--out", Path.Combine(_folder.Path, "study"), "--items", $"{Items}", "--raters", "3",
            "--port", $"{LocalListener.FreePort()}"];
        using var first = await ServingTool.StartAsync(command);
        var said = new ConcurrentDictionary<(string Rater, string Question), string>();
        await using var keyboard = await RaterPage.OpenAsync(browser, first.Links["rater-1"]);
        await using var mouse = await RaterPage.OpenAsync(browser, first.Links["rater-2"]);
        await using var traveller = await RaterPage.OpenAsync(browser, first.Links["rater-3"], new() { ViewportSize = new() { Width = 390, Height = 800 } });

        // Answer A of the policy A, but every seventh item a tie: by what the texts say, wherever they stand.
        async Task RateAsync(string rater, RaterPage page, int count, Func<string, Task> choose)
        {
            for (var i = 0; i < count; i++)
            {
                var (question, one, _) = await page.ReadAsync();
                var tie = Number(question) % 7 == 0;
                said[(rater, question)] = tie ? "tie" : "a";
                await choose(tie ? "tie" : SampleStudy.IsA(one) ? "first" : "second");
            }
        }
        Task ByKey(string rater, RaterPage page, int count, string a, string b, string tie) =>
            RateAsync(rater, page, count, choice => page.KeyAsync(choice switch { "first" => a, "second" => b, _ => tie }));
        Task ByMouse(int count) => RateAsync("rater-2", mouse, count, choice => mouse.ClickAsync($"choose-{choice}"));

        await Task.WhenAll(ByKey("rater-1", keyboard, 40, "a", "b", "c"), ByMouse(30), Travel());

        async Task Travel()
        {
            await ByKey("rater-3", traveller, 30, "1", "2", "3");
            await traveller.SavedAsync();
            await traveller.OfflineAsync(true);
            await ByKey("rater-3", traveller, 8, "1", "2", "t");
            await traveller.Page.WaitForFunctionAsync("() => document.getElementById('saved').textContent.startsWith('No connection: 8')");
            await traveller.OfflineAsync(false);
            await traveller.SavedAsync();
        }

        // Killed while two are rating; what they do meanwhile stays in their pages.
        var going = Task.WhenAll(ByKey("rater-1", keyboard, 8, "a", "b", "c"), ByMouse(8));
        await first.KillAsync();
        await going;
        using var second = await ServingTool.StartAsync(command);
        second.Links.ShouldBeEmpty();
        await Task.WhenAll(keyboard.SavedAsync(), mouse.SavedAsync());

        // A word taken back and one with a note, a skip with a reason.
        await ByKey("rater-1", keyboard, 1, "b", "a", "c");
        await keyboard.KeyAsync("u");
        await keyboard.KeyAsync("n");
        await keyboard.Page.Keyboard.TypeAsync("abc u");   // in a note no letter chooses
        await keyboard.KeyAsync("Escape");
        await ByKey("rater-1", keyboard, 51, "a", "b", "t");
        var (left, _, _) = await keyboard.ReadAsync();
        await keyboard.KeyAsync("s");
        await keyboard.Page.Keyboard.PressAsync("ArrowDown");
        await keyboard.ClickAsync("skip-confirm");
        said[("rater-1", left)] = "skip";
        await Task.WhenAll(ByMouse(62), ByKey("rater-3", traveller, 62, "1", "2", "3"));
        foreach (var page in new[] { keyboard, mouse, traveller })
        {
            await page.SavedAsync();
            (await page.Page.InnerTextAsync("#done-heading")).ShouldBe("All done, thank you");
            page.Complaints.ShouldBeEmpty();

            // Blind: neither the source nor anything that came or went names anybody; no token stands in an address or a referrer.
            var all = string.Join("\n", [await page.Page.ContentAsync(), .. page.Network]);
            all.ShouldNotContain(SampleStudy.NameA, Case.Insensitive);
            all.ShouldNotContain(SampleStudy.NameB, Case.Insensitive);
            page.Network.Where(n => n.Contains("referer:", StringComparison.Ordinal)).ShouldBeEmpty();
            foreach (var link in first.Links.Values) string.Join("\n", page.Network).ShouldNotContain(new Uri(link).Fragment[1..]);
        }

        var lines = (await ServingTool.RunAsync("annotate", "export", Path.Combine(_folder.Path, "study"))).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        lines.Length.ShouldBe(3 * Items);
        foreach (var line in lines)
        {
            var question = $"Question {line.GetProperty("item").GetString()![1..]} ?";
            line.GetProperty("verdict").GetString().ShouldBe(said[(line.GetProperty("rater").GetString()!, question)], question);
        }
        lines.Single(l => l.GetProperty("note").ValueKind == JsonValueKind.String).GetProperty("note").GetString().ShouldBe("abc u");
        lines.Single(l => l.GetProperty("verdict").GetString() == "skip").GetProperty("reason").GetString().ShouldBe("broken text");
        (await ServingTool.RunAsync("annotate", "agreement", Path.Combine(_folder.Path, "study"))).ShouldContain("Krippendorff");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task An_accessibility_checker_finds_nothing(ColorScheme scheme, int width)
    {
        var browser = await fixture.LaunchAsync();
        var store = await SampleStudy.OpenAsync(Path.Combine(_folder.Path, "study"), SampleStudy.Settings(items: 1, checks: 1));
        await using var server = await AnnotationServer.StartAsync(store, new ServerOptions { Port = 0 });
        var options = new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } };
        await using var page = await RaterPage.OpenAsync(browser, server.NewLinks.Single(l => l.Name == "rater-1").Address, options);
        await page.ReadAsync();
        await Clean("as it opens");
        await page.KeyAsync("n");
        await Clean("with a note open");
        await page.KeyAsync("Escape");
        await page.KeyAsync("s");
        await Clean("with the skip dialog");
        await page.ClickAsync("skip-confirm");
        await page.KeyAsync("c");
        await page.SavedAsync();
        await Clean("at the end");
        await using var administrator = await RaterPage.OpenAsync(browser, server.NewLinks.Single(l => l.Name == "administrator").Address, options);
        await administrator.Page.WaitForSelectorAsync("#raters tr");
        (await administrator.Page.RunAxe()).Violations.Select(v => $"{v.Id}: {v.Nodes[0].Html}").ShouldBeEmpty("the administrator's page");
        administrator.Complaints.ShouldBeEmpty();

        async Task Clean(string when)
        {
            (await page.Page.RunAxe()).Violations.Select(v => $"{v.Id}: {v.Nodes[0].Html}").ShouldBeEmpty(when);
            (await page.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue($"wider than the window {when}");
        }
    }

    [Fact]
    public async Task Hostile_empty_and_right_to_left_answers_are_shown_as_they_are()
    {
        var browser = await fixture.LaunchAsync();
        const string Hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script></p></section>&amp;{{7*7}}";
        Comparison[] pairs = [new(new Question("q", null, "שאלה ?\nשורה שנייה"), 0, Hostile, true, "  \n ", true)];
        var store = await SampleStudy.OpenAsync(Path.Combine(_folder.Path, "study"), SampleStudy.Settings(items: 1), pairs: pairs);
        await using var server = await AnnotationServer.StartAsync(store, new ServerOptions { Port = 0 });
        await using var page = await RaterPage.OpenAsync(browser, server.NewLinks.Single(l => l.Name == "rater-1").Address);
        var (question, first, second) = await page.ReadAsync();
        question.ShouldBe("שאלה ?\nשורה שנייה");
        new[] { first, second }.ShouldBe([Hostile, ""], ignoreOrder: true);
        (await page.Page.TitleAsync()).ShouldNotContain("owned");
        (await page.Page.Locator("main img, main script").CountAsync()).ShouldBe(0);
        (await page.Page.Locator(".empty:visible").InnerTextAsync()).ShouldBe("This response is empty.");
        (await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.getElementById('question')).direction")).ShouldBe("rtl");
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_not_sent_outlives_the_page_and_a_link_that_does_not_hold_says_so()
    {
        var browser = await fixture.LaunchAsync();
        var store = await SampleStudy.OpenAsync(Path.Combine(_folder.Path, "study"), SampleStudy.Settings());
        await using var server = await AnnotationServer.StartAsync(store, new ServerOptions { Port = 0 });
        await using var page = await RaterPage.OpenAsync(browser, server.NewLinks.Single(l => l.Name == "rater-1").Address);
        await page.ReadAsync();
        await page.Page.RouteAsync("**/api/rater/events", route => route.AbortAsync());
        await page.KeyAsync("a");
        await page.Page.WaitForFunctionAsync("() => document.getElementById('saved').textContent.startsWith('No connection: 1')");
        await page.Page.UnrouteAllAsync();
        await page.Page.ReloadAsync();   // before the next attempt: the new page finds it in the browser's storage
        await page.SavedAsync();
        (await page.Page.InnerTextAsync("#count")).ShouldBe("1 of 6");
        store.Rated().Count.ShouldBe(1);

        await using var stranger = await RaterPage.OpenAsync(browser, new Uri(server.Address, "/r/#wrong").AbsoluteUri);
        await stranger.Page.WaitForFunctionAsync("() => document.getElementById('message').textContent.startsWith('This link does not hold')");
    }

    /// <summary>Shows the pages to whoever wants to look: AOP_SCREENSHOTS names the folder.</summary>
    [Fact(Explicit = true)]
    public async Task Screenshots_to_look_at()
    {
        var folder = Environment.GetEnvironmentVariable("AOP_SCREENSHOTS") ?? throw new InvalidOperationException("AOP_SCREENSHOTS names the folder.");
        var browser = await fixture.LaunchAsync();
        Comparison[] pairs =
        [
            new(new Question("q", null, "My landlord has raised the rent twice this year. Is that allowed, and what can I do about it?"), 0,
                "That depends on where you live and on what your lease says. In most places a landlord may not raise the rent while a fixed term runs, " +
                "unless the lease has a clause for it.\n\n1. Read the lease for a clause on increases.\n2. Look up your city's or state's rules on " +
                "notice: 30 or 60 days are common.\n3. Write to the landlord, name the rule, and keep a copy.\n\nIf the second increase came without " +
                "notice, you can usually go on paying the old rent until the notice period is over.", true,
                "I am sorry to hear that. Rent can be high in many cities and it can be hard to pay.", true),
            new(new Question("r", null, "مرحبا ؟"), 0, "", true, string.Concat(Enumerable.Repeat("A long answer that goes on and on. ", 120)), true),
        ];
        var store = await SampleStudy.OpenAsync(Path.Combine(_folder.Path, "study"), SampleStudy.Settings(items: 2, checks: 1), pairs: pairs);
        await using var server = await AnnotationServer.StartAsync(store, new ServerOptions { Port = 0 });
        foreach (var (width, height) in new[] { (1280, 800), (390, 844) })
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                var options = new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } };
                async Task ShootAsync(RaterPage page, string name) =>
                    await page.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{scheme.ToString().ToLowerInvariant()}.png") });
                await using var page = await RaterPage.OpenAsync(browser, server.NewLinks.Single(l => l.Name == "rater-1").Address, options);
                await page.ReadAsync();
                await ShootAsync(page, "1-open");
                await page.ClickAsync("help > summary");
                await ShootAsync(page, "2-task");
                await page.KeyAsync("s");
                await ShootAsync(page, "3-skip");
                await page.ClickAsync("skip-cancel");
                await page.KeyAsync("a");
                await page.SavedAsync();
                await ShootAsync(page, "4-next");
                await page.KeyAsync("u");
                await page.SavedAsync();
                await using var administrator = await RaterPage.OpenAsync(browser, server.NewLinks.Single(l => l.Name == "administrator").Address, options);
                await administrator.Page.WaitForSelectorAsync("#raters tr");
                await ShootAsync(administrator, "5-progress");
            }
    }

    private static int Number(string question) => int.Parse(question["Question ".Length..^2], System.Globalization.CultureInfo.InvariantCulture);

    private string[] AnswerFiles(int count)
    {
        string Write(string name, Func<Comparison, string> answer)
        {
            var file = Path.Combine(_folder.Path, $"{name}.jsonl");
            File.WriteAllLines(file, SampleStudy.Pairs(count).Select(p =>
                JsonSerializer.Serialize(new { id = p.Question.Id, question = p.Question.Text, answer = answer(p) })));
            return file;
        }
        return ["--a", Write(SampleStudy.NameA, p => p.AnswerA), "--b", Write(SampleStudy.NameB, p => p.AnswerB)];
    }
}
