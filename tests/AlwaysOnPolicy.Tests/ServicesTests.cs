using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlwaysOnPolicy.Tests;

public sealed class ServicesTests(TinyWorld world) : IClassFixture<TinyWorld>
{
    [Fact]
    public void The_collection_has_one_aligner_also_without_loggers()
    {
        using var services = new ServiceCollection().AddAlwaysOnPolicy().AddAlwaysOnPolicy().BuildServiceProvider();
        services.GetServices<Aligner>().ShouldHaveSingleItem().ShouldBeSameAs(services.GetRequiredService<Aligner>());
    }

    [Fact]
    public async Task Its_loggers_hear_of_steps_and_of_what_prompts_lose()
    {
        var lines = new Lines();
        using var services = new ServiceCollection().AddLogging(b => b.SetMinimumLevel(LogLevel.Debug).AddProvider(lines)).AddAlwaysOnPolicy()
            .BuildServiceProvider();
        await services.GetRequiredService<Aligner>().PpoAsync(world.Model, TinyWorld.Questions, TinyWorld.Length, world.Path("logged"),
            TinyWorld.Job with { PromptFormat = new() { MaxPromptTokens = 5 } });

        lines.Heard.ShouldContain(l => l.Level == LogLevel.Debug && l.Text.StartsWith("PPO step 2 of 2: reward ", StringComparison.Ordinal));
        lines.Heard.ShouldContain(l => l.Level == LogLevel.Information && l.Text.Contains("PromptFormatOptions.MaxPromptTokens"));
        lines.Heard.ShouldAllBe(l => l.Category == "AlwaysOnPolicy.Aligner");
    }

    private sealed class Lines : ILoggerProvider
    {
        public ConcurrentQueue<(string Category, LogLevel Level, string Text)> Heard { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Line(this, categoryName);

        public void Dispose() { }

        private sealed class Line(Lines lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Heard.Enqueue((category, logLevel, formatter(state, exception)));
        }
    }
}
