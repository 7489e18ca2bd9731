using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Experiments.Starting;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>The server as a process of its own.</summary>
public sealed class ServeCommandTests
{
    [Fact]
    public async Task It_answers_until_it_is_told_to_end_and_lets_what_is_under_way_end_first()
    {
        using var folder = new TemporaryFolder();
        var (texts, model) = (Path.Combine(folder.Path, "texts.txt"), Path.Combine(folder.Path, "tiny"));
        await File.WriteAllTextAsync(texts, string.Join('\n', Enumerable.Range(0, 30).Select(i => $"A text number {i} about rain.")));
        TinyModel.Write(model, [texts], seed: 1);
        using var server = Tool.Start("serve", model, "--port", "0");
        var line = await server.StandardOutput.ReadLineAsync();
        line.ShouldNotBeNull().ShouldStartWith("Serving tiny at http://127.0.0.1:");
        using var http = new HttpClient { BaseAddress = new(line.Split(' ')[3] + "/") };
        var asked = http.PostAsJsonAsync("completions", new { model = "tiny", prompt = "A text", max_tokens = 300, min_tokens = 300 });
        while ((await http.GetFromJsonAsync<JsonNode>("../health"))!["growing"]!.GetValue<int>() == 0 && !asked.IsCompleted) await Task.Delay(1);
        if (OperatingSystem.IsWindows()) server.Kill();
        else
        {
            using var kill = Process.Start("kill", ["-TERM", $"{server.Id}"]);
            using var reply = await asked;
            reply.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await reply.Content.ReadFromJsonAsync<JsonNode>())!["usage"]!["completion_tokens"]!.GetValue<int>().ShouldBe(300);
            await server.WaitForExitAsync();
            server.ExitCode.ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_variable_without_a_token_and_a_model_that_is_not_there_are_told()
    {
        (await Tool.RunAsync("serve", "nowhere")).ShouldBeOneClearError(2, "'nowhere'");
        (await Tool.RunAsync("serve", "nowhere", "--token", "AOP_NOT_SET")).ShouldBeOneClearError(2, "AOP_NOT_SET");
        (await Tool.RunAsync("serve", "nowhere", "--port", "99999")).ShouldBeOneClearError(2, "--port");
    }
}
