using System.Text.Json;
using AlwaysOnPolicy.Chat.Ledger;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Tests.Ledger;

public sealed class PriceListTests
{
    [Fact]
    public void A_dated_name_costs_what_the_model_does()
    {
        var prices = PriceList.Load();
        prices.Find(ChatProvider.OpenAi, "gpt-4o-mini").ShouldBe(new ModelPrice(0.15m, 0.6m, 0.075m));
        prices.Find(ChatProvider.OpenAi, "gpt-4o-mini-2024-07-18").ShouldBe(prices.Find(ChatProvider.OpenAi, "gpt-4o-mini"));
        prices.Find(ChatProvider.Compatible, "gpt-4o-mini").ShouldBeNull("another service has prices of its own");
        prices.Find(ChatProvider.Ollama, "anything").ShouldBe(new ModelPrice(0, 0));
    }

    [Fact]
    public void Every_price_that_comes_with_the_tool_names_its_page_and_when_that_said_so()
    {
        using var list = JsonDocument.Parse(typeof(PriceList).Assembly.GetManifestResourceStream("prices.json")!);
        foreach (var row in list.RootElement.GetProperty("models").EnumerateArray())
        {
            row.GetProperty("source").GetString().ShouldNotBeNullOrEmpty(row.GetRawText());
            row.GetProperty("checked").GetString().ShouldNotBeNullOrEmpty(row.GetRawText());
        }
    }

    [Fact]
    public void Prices_multiply_without_rounding()
    {
        // 1,000 of which 400 are cached: 600 × .15 + 400 × .075 + 30 × .6 = 90 + 30 + 18 millionths.
        new ModelPrice(0.15m, 0.6m, 0.075m).Of(new UsageDetails { InputTokenCount = 1000, CachedInputTokenCount = 400, OutputTokenCount = 30 })
            .ShouldBe(0.000138m);
        Money.FromUnits(Money.ToUnits(0.000138m)).ShouldBe(0.000138m);
    }

    [Fact]
    public void A_model_without_a_price_is_an_error_that_says_how_to_add_it()
    {
        var error = Should.Throw<SettingsException>(() => PriceList.Load().Require(ChatProvider.Compatible, "tiny", "author.chat")).Message;
        error.ShouldContain("'tiny' (compatible, 'author.chat.model')");
        var example = error[error.IndexOf('{')..(error.LastIndexOf('}') + 1)];
        var file = Path.GetTempFileName();
        File.WriteAllText(file, example);
        PriceList.Load(file).Find(ChatProvider.Compatible, "tiny").ShouldBe(new ModelPrice(1.25m, 10m), "what the message shows is a list that works");
        File.Delete(file);
    }

    [Theory]
    [InlineData("""{"as_of": "2026-01-01", "currency": "USD", "models": [{"provider": "compatible", "model": "x", "inptu": 1, "output": 2}]}""", "inptu")]
    [InlineData("""{"as_of": "2026-01-01", "currency": "USD", "models": [{"provider": "compatible", "model": "x", "input": 1}]}""", "output")]
    [InlineData("""{"as_of": "2026-01-01", "currency": "USD", "models": [{"provider": "compatible", "model": "x", "input": -1, "output": 2}]}""", "below 0")]
    [InlineData("""{"as_of": "2026-01-01", "currency": "USD", "models": [{"provider": "opnai", "model": "x", "input": 1, "output": 2}]}""", "opnai")]
    [InlineData("input: 1", "is no list of prices")]
    [InlineData("""{"as_of": "2026-01-01", "currency": "USD", "models": null}""", "models")]
    [InlineData("""{"as_of": "2026-01-01", "currency": "USD", "models": [null]}""", "a model is null")]
    [InlineData("""{"as_of": "2026-01-01", "currency": null, "models": []}""", "currency")]
    [InlineData("""{"as_of": "2026-01-01", "currency": "USD", "models": [{"provider": "compatible", "model": null, "input": 1, "output": 2}]}""", "model")]
    public void A_wrong_list_is_told_with_its_file(string content, string said)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, content);
        Should.Throw<SettingsException>(() => PriceList.Load(file)).Message.ShouldSatisfyAllConditions(m => m.ShouldContain(said), m => m.ShouldContain(file));
        File.Delete(file);
    }
}
