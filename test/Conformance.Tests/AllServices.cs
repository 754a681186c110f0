using Gatehouse.Services.Iam.Sts;
using Gatehouse.Testing;
using Gatehouse.Wire;

namespace Gatehouse.Conformance.Tests;

/// <summary>Every service, on one host.</summary>
public sealed class AllServices : IAsyncLifetime
{
    internal static readonly Dictionary<string, (string Title, string Model, string Version)> Models = new()
    {
        ["sts"] = ("AWS Security Token Service", "sts", "2011-06-15"),
    };

    private IReadOnlyList<ServiceDefinition> _definitions = [];

    public WireHost Host { get; private set; } = null!;

    internal Oracle Oracle(string service)
    {
        var (title, model, version) = Models[service];
        return new Oracle(title, _definitions.Single(definition => definition.Name == service), AwsModel.Load(model, version));
    }

    public async ValueTask InitializeAsync() => Host = await WireHost.StartAsync(_ => _definitions = [StsService.Define()]);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
