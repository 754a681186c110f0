using System.Globalization;
using Gatehouse.Services.Lambda.Urls;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Server.Logging;

/// <summary>Writes one category's events: time, level, category, message, and an exception below it.</summary>
internal sealed class LineLogger(string category, Lock line) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // The function's log has the reason, and this is not the server's own failure.
        if (exception is BrokenStreamException)
        {
            return;
        }

        var time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var text = $"{time} {Word(logLevel)} {category}: {formatter(state, exception)}";
        if (exception is not null)
        {
            text += Environment.NewLine + exception;
        }

        lock (line)
        {
            Console.Error.WriteLine(text);
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
