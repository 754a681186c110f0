using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gatehouse.Sandbox;
using Gatehouse.Sandbox.Tests.Support;
using Gatehouse.Services.Lambda;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Services.Lambda.Runtimes;
using Gatehouse.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Lambda.Tests.Hosting;

/// <summary>The Lambda service with a real server, store and sandboxes. The image <c>actor:1</c> does what its event says.</summary>
public sealed class LambdaHost : IAsyncLifetime
{
    internal const string Image = "000000000000.dkr.ecr.us-east-1.amazonaws.com/actor";
    internal const string Arn = "arn:aws:lambda:us-east-1:000000000000:function:";

    private readonly IStore? _store;
    private readonly TimeProvider _time;
    private readonly TemporaryFolder _folder = new();
    private SandboxEngine _engine = null!;
    private bool _stopped;

    public LambdaHost()
        : this(null, TimeProvider.System, null)
    {
    }

    internal LambdaHost(IStore? store, TimeProvider time, FakeImages? images)
    {
        _store = store;
        _time = time;
        Images = images ?? new FakeImages();
        if (images is null)
        {
            Images.Push("1", TestImage.Actor("one"));
        }
    }

    internal WireHost Wire { get; private set; } = null!;

    internal LambdaService Service { get; private set; } = null!;

    internal FakeImages Images { get; }

    /// <summary>Set before it starts.</summary>
    internal RuntimeImages Runtimes { get; init; } = RuntimeImages.None;

    internal CollectedLogs Logs { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _engine = SandboxEngine.Start(new SandboxOptions { Folder = _folder.In("sandbox") }, Images, Logs, TimeProvider.System, NullLoggerFactory.Instance);
        Wire = await WireHost.StartAsync(
            store =>
            {
                Service = LambdaService.Create(_store ?? store, _engine, Images, new FakeRoles(), Runtimes, _time, NullLoggerFactory.Instance);
                return [Service.Definition];
            },
            _time,
            http => CodeDownloads.Owns(http.Request.Path) ? Service.Downloads.HandleAsync(http) : Service.Urls.HandleAsync(http));
        await Service.StartAsync();
    }

    /// <summary>Another service over the same store, as after a restart. This one must have been stopped.</summary>
    internal async Task<LambdaHost> RestartAsync(TimeProvider? time = null)
    {
        await StopAsync();
        var next = new LambdaHost(_store ?? Wire.Store, time ?? _time, Images);
        await next.InitializeAsync();
        return next;
    }

    /// <summary>Ends the service and its sandboxes; the store stays.</summary>
    internal async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await Service.DisposeAsync();
            await _engine.DisposeAsync();
        }
    }

    /// <summary>Runs a boto3 script in which <c>l</c> is the client.</summary>
    internal Task<string> RunAsync(string script) => Python.RunAsync(Wire.Address, Prelude + script);

    internal async Task<Reply> SendAsync(HttpMethod method, string path, string? body = null, string account = "000000000000", string region = "us-east-1")
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Wire.SendAsync("lambda", method, path, content, account, region);
        return await Reply.ReadAsync(response);
    }

    /// <summary>Creates a function of <c>actor:1</c> and waits until it is active (or failed).</summary>
    internal async Task CreateAsync(string name, string more = "", string tag = "1")
    {
        var made = await SendAsync(HttpMethod.Post, "/2015-03-31/functions",
            $$"""{"FunctionName":"{{name}}","Role":"arn:aws:iam::000000000000:role/runs","PackageType":"Image","Code":{"ImageUri":"{{Image}}:{{tag}}"}{{more}}}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        await SettledAsync(name);
    }

    /// <summary>The configuration once no activation is under way.</summary>
    internal async Task<JsonNode> SettledAsync(string name, string query = "")
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            var configuration = (await SendAsync(HttpMethod.Get, $"/2015-03-31/functions/{name}/configuration{query}")).Json;
            if ((string?)configuration["State"] != "Pending" && (string?)configuration["LastUpdateStatus"] != "InProgress")
            {
                return configuration;
            }

            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    internal Task<Reply> InvokeAsync(string name, string payload, string query = "") =>
        SendAsync(HttpMethod.Post, $"/2015-03-31/functions/{name}/invocations{query}", payload);

    /// <summary>Invokes for later.</summary>
    internal async Task<Reply> SendEventAsync(string name, string payload)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/2015-03-31/functions/{name}/invocations") { Content = new StringContent(payload) };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", $"Credential=000000000000/20250101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature={new string('0', 64)}");
        request.Headers.Add("X-Amz-Invocation-Type", "Event");
        using var response = await Wire.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Wire.DisposeAsync();
        _folder.Dispose();
    }

    private const string Prelude =
        $"""
        l = client('lambda')
        IMAGE = '{Image}'
        def create(name, wait=True, **more):
            made = l.create_function(FunctionName=name, **dict(dict(Role='arn:aws:iam::000000000000:role/runs', PackageType='Image', Code=dict(ImageUri=IMAGE + ':1')), **more))
            if wait: active(name)
            return made
        def active(name): l.get_waiter('function_active_v2').wait(FunctionName=name, WaiterConfig=dict(Delay=1, MaxAttempts=20))
        def updated(name): l.get_waiter('function_updated_v2').wait(FunctionName=name, WaiterConfig=dict(Delay=1, MaxAttempts=20))

        """;
}
