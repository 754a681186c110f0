using Gatehouse.Server.Admin;
using Gatehouse.Server.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Server;

/// <summary>Everything that answers requests, wired together. The only place where the projects meet.</summary>
internal sealed class Composition : IAsyncDisposable
{
    private Composition(RequestDelegate handle) => Handle = handle;

    /// <summary>Answers every request that is not the edge's own.</summary>
    public RequestDelegate Handle { get; }

    /// <param name="dataFolder">Exists, is locked, and belongs to this process alone.</param>
    /// <param name="address">Where this server is reached, for example <c>http://127.0.0.1:4566</c>.</param>
    public static ValueTask<Composition> BuildAsync(
        ServerOptions options,
        string dataFolder,
        Uri address,
        Health health,
        ILoggerFactory loggers,
        CancellationToken cancellation) => new(new Composition(NotFound.AnswerAsync));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
