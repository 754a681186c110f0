using Microsoft.Extensions.Logging;

namespace Gatehouse.Server.Logging;

/// <summary>Logs on standard error, one line each. The console logger of the framework costs 30 ms of the start.</summary>
internal sealed class StandardErrorLogs : ILoggerProvider
{
    private readonly Lock _line = new();

    public StandardErrorLogs() => Factory = new LoggerFactory([this], new LoggerFilterOptions
    {
        MinLevel = LogLevel.Information,
        Rules =
        {
            new LoggerFilterRule(null, "Microsoft", LogLevel.Warning, null),

            // An enabled logger here makes ASP.NET create an Activity for each request.
            new LoggerFilterRule(null, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None, null),
        },
    });

    public ILoggerFactory Factory { get; }

    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, _line);

    public void Dispose() => Factory.Dispose();
}
