using Gatehouse.Server.Certificates;
using Gatehouse.Server.Listening;
using Gatehouse.Server.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Server;

/// <summary>Kestrel with three endpoints that share one port, and one delegate behind them.</summary>
internal static class WebServer
{
    /// <summary>Requests in flight get this long after SIGTERM; what is left then is cut off.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(2.5);

    public static WebApplication Build(SharedPort port, HostCertificates certificates, RequestDelegate handle, StandardErrorLogs logs)
    {
        // The empty builder reads no configuration files, environment or command line: nothing but our options counts.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(logs.Factory));
        builder.Services.AddSingleton<IConnectionListenerFactory>(port);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            Limit(kestrel);
            kestrel.Listen(ProtocolEndPoint.Http1, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(ProtocolEndPoint.Http2, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(ProtocolEndPoint.Tls, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = certificates.SelectAsync });
            });
        });

        var app = builder.Build();
        port.Memory = app.Services.GetRequiredService<IMemoryPoolFactory<byte>>().Create();
        app.Run(handle);
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // Each service has its own limit: 10 MB at the gateway, 6 MB at Invoke, none for a layer.
        kestrel.Limits.MaxRequestBodySize = null;

        // API Gateway takes 10,240 bytes of request line and headers together, the Lambda and IAM endpoints more;
        // past these Kestrel answers 414 and 431 by itself.
        kestrel.Limits.MaxRequestLineSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 200;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);

        // A client must not find its idle connection closed just as it sends: AWS's own clients drop theirs after 300 s at most.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(310);

        // A body that trickles under 240 bytes a second after 10 s of grace is ended by 408.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
    }
}
