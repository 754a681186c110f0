using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>Keeps what the engine tells the server's owner.</summary>
internal sealed class ServerLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    internal string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel}: {formatter(state, exception)} {exception}".TrimEnd();
        _lines.Enqueue(line);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
    }

    public void Dispose()
    {
    }
}
