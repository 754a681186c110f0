using System.Net;
using System.Net.Sockets;
using System.Text;
using Gatehouse.Core;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Gateway.Tests.Hosting;

/// <summary>The engine behind a real Kestrel on a free port, with one keyed API on it.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    public const string Api = "abc123defg";
    public const string KeyValue = "0123456789abcdefghijKLMNOPQRSTUVWXYZabcd";
    public static readonly Scope Scope = new("123456789012", "us-east-1");

    private readonly WebApplication _app;

    private TestGateway(WebApplication app, GatewayEngine engine, InlineFunctions functions, ManualTime time, int port)
    {
        _app = app;
        (Engine, Functions, Time, Port) = (engine, functions, time, port);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}"),
        };
    }

    public GatewayEngine Engine { get; }

    public InlineFunctions Functions { get; }

    public ManualTime Time { get; }

    public StageLogs? Logs { get; private init; }

    /// <summary>What the web server warned of.</summary>
    public required Complaints Complaints { get; init; }

    public int Port { get; }

    public HttpClient Client { get; }

    public ScopeKeys Keys => Engine.Keys.In(Scope);

    /// <summary>The function behind the API's methods.</summary>
    public InlineFunction Function => (InlineFunction)Functions.Resolve(FunctionArn("jobs"));

    public static async Task<TestGateway> StartAsync(
        Func<StageModel, StageModel>? change = null,
        GatewayOptions? options = null,
        HttpProtocols protocols = HttpProtocols.Http1,
        TimeProvider? clock = null,
        IStageLogSink? sink = null)
    {
        var functions = new InlineFunctions();
        var time = new ManualTime(new DateTimeOffset(2025, 3, 5, 13, 4, 5, 123, TimeSpan.Zero));
        var logs = sink is null ? null : new StageLogs(sink, time, NullLogger<StageLogs>.Instance);
        var engine = new GatewayEngine(functions, clock ?? time, NullLoggerFactory.Instance, options ?? new GatewayOptions(), logs);
        var requests = new RequestsEndpoint(engine.Journal);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var complaints = new Complaints();
        builder.Logging.ClearProviders().AddProvider(complaints);

        // As the server's own connections: what reads a socket goes on with what it read.
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 16 * 1024;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(1.5));
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols);
        });
        var app = builder.Build();
        app.Run(http => GatewayEngine.Owns(http) ? engine.HandleAsync(http)
            : RequestsEndpoint.Owns(http.Request.Path) ? requests.HandleAsync(http)
            : NotOurs(http));
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        var gateway = new TestGateway(app, engine, functions, time, new Uri(address).Port) { Logs = logs, Complaints = complaints };
        engine.Publish((change ?? (stage => stage))(Stage()));
        gateway.Keys.SetKey(new KeyModel { Id = "key0000001", Value = KeyValue, Name = "caller" });
        gateway.Keys.SetPlan(new PlanModel { Id = "plan01", Name = "basic", Stages = [new PlanStageModel(Api, "stg")] });
        gateway.Keys.Attach("key0000001", "plan01");
        return gateway;
    }

    public static string FunctionArn(string name) => $"arn:aws:lambda:us-east-1:123456789012:function:{name}";

    public static IntegrationModel Proxy(string name = "jobs") => new()
    {
        Type = "AWS_PROXY",
        HttpMethod = "POST",
        Uri = $"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{FunctionArn(name)}/invocations",
    };

    public static StageModel Stage() => new()
    {
        Scope = Scope,
        ApiId = Api,
        StageName = "stg",
        DeploymentId = "dep123",
        EndpointType = EndpointType.Regional,
        Resources =
        [
            Resource("/", "res000", Open("GET")),
            Resource("/jobs", "res001", Keyed("POST"), Open("OPTIONS") with
            {
                Integration = new IntegrationModel
                {
                    Type = "MOCK",
                    RequestTemplates = new Dictionary<string, string> { ["application/json"] = "{\"statusCode\": 200}" },
                    Responses =
                    [
                        new IntegrationResponseModel
                        {
                            StatusCode = 200,
                            ResponseParameters = new Dictionary<string, string> { ["method.response.header.Access-Control-Allow-Origin"] = "'*'" },
                        },
                    ],
                },
            }),
            Resource("/jobs/{jobId}", "res002", Keyed("GET")),
            Resource("/open/{proxy+}", "res003", Open("ANY")),
        ],
    };

    public static ResourceModel Resource(string path, string id, params MethodModel[] methods) => new() { Id = id, Path = path, Methods = methods };

    public static MethodModel Open(string verb) => new() { HttpMethod = verb, Integration = Proxy() };

    public static MethodModel Keyed(string verb) => new() { HttpMethod = verb, ApiKeyRequired = true, Integration = Proxy() };

    /// <summary>A call by AWS's own URL form.</summary>
    public async Task<HttpResponseMessage> SendAsync(string verb, string pathAndQuery, string? key = null, HttpContent? content = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), pathAndQuery) { Content = content };
        request.Headers.Host = $"{Api}.execute-api.us-east-1.amazonaws.com";
        if (key is not null)
        {
            request.Headers.Add("x-api-key", key);
        }

        change?.Invoke(request);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<(int Status, string Body)> CallAsync(string verb, string pathAndQuery, string? key = null, HttpContent? content = null)
    {
        using var response = await SendAsync(verb, pathAndQuery, key, content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Bytes in, bytes out, until the server closes the connection or the answer ends as expected.</summary>
    public async Task<string> RawAsync(string request, string? end = null)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        var answer = new StringBuilder();
        var buffer = new byte[16 * 1024];
        for (var read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken); read > 0; read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken))
        {
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            if (end is not null && answer.ToString().EndsWith(end, StringComparison.Ordinal))
            {
                break;
            }
        }

        return answer.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        if (Logs is not null)
        {
            await Logs.DisposeAsync();
        }

        await _app.DisposeAsync();
    }

    private static Task NotOurs(HttpContext http)
    {
        http.Response.StatusCode = 404;
        return http.Response.WriteAsync("not an API");
    }
}
