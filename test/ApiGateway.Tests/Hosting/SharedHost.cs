namespace Gatehouse.ApiGateway.Tests.Hosting;

/// <summary>One host for the tests of a class; each test makes things of its own.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    public ApiGatewayHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await ApiGatewayHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
