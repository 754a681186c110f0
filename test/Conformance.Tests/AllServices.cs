using Gatehouse.Services.Iam;
using Gatehouse.Services.Iam.Sts;
using Gatehouse.Services.Logs;
using Gatehouse.Testing;
using Gatehouse.Wire;

namespace Gatehouse.Conformance.Tests;

/// <summary>Every service, on one host.</summary>
public sealed class AllServices : IAsyncLifetime
{
    internal static readonly Dictionary<string, (string Title, string Model, string Version)> Models = new()
    {
        ["iam"] = ("AWS Identity and Access Management", "iam", "2010-05-08"),
        ["logs"] = ("Amazon CloudWatch Logs", "logs", "2014-03-28"),
        ["sts"] = ("AWS Security Token Service", "sts", "2011-06-15"),
    };

    private readonly TempFolder _logsFolder = new();
    private IReadOnlyList<ServiceDefinition> _definitions = [];
    private LogsEngine _logs = null!;

    public WireHost Host { get; private set; } = null!;

    internal Oracle Oracle(string service)
    {
        var (title, model, version) = Models[service];
        return new Oracle(title, _definitions.Single(definition => definition.Name == service), AwsModel.Load(model, version));
    }

    public async ValueTask InitializeAsync() => Host = await WireHost.StartAsync(store =>
    {
        _logs = LogsEngine.Open(store, _logsFolder.Path, TimeProvider.System);
        return _definitions = [IamService.Define(store), StsService.Define(store, TimeProvider.System), LogsService.Define(_logs)];
    });

    public async ValueTask DisposeAsync()
    {
        await _logs.DisposeAsync();
        await Host.DisposeAsync();
        _logsFolder.Dispose();
    }
}
