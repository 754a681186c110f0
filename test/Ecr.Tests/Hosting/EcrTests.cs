using System.Net;

namespace Gatehouse.Ecr.Tests.Hosting;

/// <summary>A fresh ECR for each test.</summary>
public abstract class EcrTests : IAsyncLifetime
{
    internal EcrHost Host { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Host = await EcrHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a script whose <c>ecr</c> is a boto3 client; an assertion that fails there fails here.</summary>
    protected Task<string> PythonAsync(string script) => Host.PythonAsync(script);

    /// <summary>Asserts that a call is refused with this code, and returns the message.</summary>
    protected async Task<string> RefusalAsync(string operation, string request, string code)
    {
        var (status, answer) = await Host.CallAsync(operation, request);
        Assert.True(status == HttpStatusCode.BadRequest && answer.GetProperty("__type").GetString() == code, $"{status}: {answer}");
        return answer.GetProperty("message").GetString()!;
    }
}
