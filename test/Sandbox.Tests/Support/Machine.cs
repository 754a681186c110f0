using System.Buffers;
using System.Text;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>An engine on a folder of its own, with one image.</summary>
internal sealed class Machine : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SandboxOptions _options;
    private readonly TimeProvider _time;

    private Machine(TestImage images, TimeProvider time, Func<SandboxOptions, SandboxOptions>? configure)
    {
        Images = images;
        var options = new SandboxOptions { Folder = Path.Combine(_folder.Path, "data") };
        (_options, _time) = (configure?.Invoke(options) ?? options, time);
        Engine = SandboxEngine.Start(_options, images, Logs, time, ServerLog);
    }

    internal SandboxEngine Engine { get; private set; }

    internal CollectedLogs Logs { get; } = new();

    internal ServerLog ServerLog { get; } = new();

    internal TestImage Images { get; }

    internal string Folder => Path.Combine(_folder.Path, "data");

    internal string LayersFolder => Path.Combine(Folder, "layers");

    internal static Machine Start(TestImage images, TimeProvider? time = null, Func<SandboxOptions, SandboxOptions>? configure = null) =>
        new(images, time ?? TimeProvider.System, configure);

    internal Task<FunctionPool> OpenAsync(Func<FunctionRevision, FunctionRevision>? configure = null) => OpenAsync(Images.Build(), configure);

    internal async Task<FunctionPool> OpenAsync(ImageReference image, Func<FunctionRevision, FunctionRevision>? configure = null)
    {
        var revision = new FunctionRevision
        {
            Account = "123456789012",
            Region = "eu-west-1",
            FunctionName = "actor",
            FunctionArn = "arn:aws:lambda:eu-west-1:123456789012:function:actor",
            LogGroup = "/aws/lambda/actor",
            Image = await Engine.PrepareAsync(image, TestContext.Current.CancellationToken),
        };
        return Engine.Open(configure?.Invoke(revision) ?? revision);
    }

    /// <summary>Ends the engine and starts another one on the same folder.</summary>
    internal async Task RestartAsync()
    {
        await Engine.DisposeAsync();
        Engine = SandboxEngine.Start(_options, Images, Logs, _time, ServerLog);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>What one call came back with.</summary>
internal sealed record Answer(InvocationOutcome Outcome, string Text, string? ErrorType, string RequestId, string Tail);

internal static class Calls
{
    extension(FunctionPool pool)
    {
        internal Task<Answer> CallAsync(string what, string rest = "") => pool.SendAsync($$"""{"{{what}}":"{{rest}}"}""", default);

        internal async Task<Answer> SendAsync(string @event, InvocationOptions options)
        {
            using var invocation = pool.Begin();
            invocation.Event.Write(Encoding.UTF8.GetBytes(@event));
            var outcome = await invocation.SendAsync(options).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            return new Answer(
                outcome, Encoding.UTF8.GetString(invocation.Reply.Span), invocation.ErrorType, invocation.RequestId, Encoding.UTF8.GetString(invocation.LogTail.Span));
        }
    }
}
