using System.Text;
using Gatehouse.Gateway;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Logging;
using Gatehouse.Services.ApiGateway;
using Gatehouse.Services.ApiGateway.Accounts;
using Gatehouse.Services.Iam.Sts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.ApiGateway.Tests.Hosting;

/// <summary>The control plane beside the gateway that it publishes to, on one port.</summary>
public sealed class ApiGatewayHost : IAsyncDisposable
{
    private readonly WireHost _wire;
    private readonly ApiGatewayService _service;
    private readonly StageLogs? _logs;
    private bool _stopped;

    private ApiGatewayHost(WireHost wire, ApiGatewayService service, StageLogs? logs)
    {
        _wire = wire;
        _service = service;
        _logs = logs;
    }

    public Uri Address => _wire.Address;

    public WireHost Wire => _wire;

    public static Task<ApiGatewayHost> StartAsync() => StartAsync(new NoFunctions());

    /// <param name="roles">Without it, every role is taken.</param>
    public static async Task<ApiGatewayHost> StartAsync(IFunctionInvoker functions, IStageLogSink? sink = null, ILoggingRoles? roles = null)
    {
        var logs = sink is null ? null : new StageLogs(sink, TimeProvider.System, NullLogger<StageLogs>.Instance);
        var engine = NewEngine(functions, logs);
        ApiGatewayService? service = null;
        var wire = await WireHost.StartAsync(
            store => [(service = ApiGatewayService.Create(store, engine, TimeProvider.System, NullLoggerFactory.Instance, roles)).Definition, StsService.Define(store, TimeProvider.System)],
            fallback: engine.HandleAsync);
        await service!.StartAsync();
        return new ApiGatewayHost(wire, service, logs);
    }

    public static GatewayEngine NewEngine(IFunctionInvoker? functions = null, StageLogs? logs = null) =>
        new(functions ?? new NoFunctions(), TimeProvider.System, NullLoggerFactory.Instance, new GatewayOptions(), logs);

    public Task<string> PythonAsync(string script) => Python.RunAsync(Address, "gw = client('apigateway')\n" + script);

    /// <summary>The answer to one request as <c>status error-type body</c>.</summary>
    public async Task<string> AnswerAsync(HttpMethod method, string path, string? json = null)
    {
        using var body = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _wire.SendAsync("apigateway", method, path, body);
        var type = response.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? " " + string.Join(',', types) : "";
        return $"{(int)response.StatusCode}{type} {await response.Content.ReadAsStringAsync()}".TrimEnd();
    }

    /// <summary>As at a clean stop: what is in memory only is stored.</summary>
    public async ValueTask StopServiceAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _service.DisposeAsync();
        }
    }

    /// <summary>Writes what stages have logged so far; they log no more.</summary>
    public ValueTask StopLogsAsync() => _logs!.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await StopServiceAsync();
        await _wire.DisposeAsync();
        if (_logs is not null)
        {
            await _logs.DisposeAsync();
        }
    }
}
