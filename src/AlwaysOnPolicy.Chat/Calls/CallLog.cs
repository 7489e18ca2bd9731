using System.Globalization;
using AlwaysOnPolicy.Secrets;
using Microsoft.Extensions.Logging;

namespace AlwaysOnPolicy.Chat.Calls;

/// <summary>Appends what the clients' logging says to a file, a line each.</summary>
internal sealed class CallLog(string file, CallLogging level) : ILoggerFactory, ILogger
{
    private static readonly Lock s_gate = new();

    public bool IsEnabled(LogLevel logLevel) => logLevel >= (level == CallLogging.Contents ? LogLevel.Trace : LogLevel.Debug) && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var error = exception is null ? "" : $" {exception.GetType().Name}: {exception.Message}";
        var line = $"{DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture)} {logLevel}: " +
            $"{KnownSecrets.Hide((formatter(state, null) + error).ReplaceLineEndings(" "))}\n";
        lock (s_gate) File.AppendAllText(file, line);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("What is said goes to one file.");

    public void Dispose()
    {
    }
}
