namespace Gatehouse.Registry.Tests.Hosting;

/// <summary>A fresh registry for each test.</summary>
public abstract class RegistryTests : IAsyncLifetime
{
    internal TestRegistry Registry { get; private set; } = null!;

    protected HttpClient Client => Registry.Client;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Registry = await TestRegistry.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
