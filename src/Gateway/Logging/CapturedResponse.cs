using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gatehouse.Gateway.Logging;

/// <summary>A response's body on its way to the caller; its beginning is kept for the log.</summary>
internal sealed class CapturedResponse(IHttpResponseBodyFeature inner) : PipeWriter, IHttpResponseBodyFeature
{
    /// <summary>More than a line of the log can show.</summary>
    public const int Kept = 2048;

    private readonly ArrayBufferWriter<byte> _beginning = new();
    private Memory<byte> _offered;

    public ReadOnlySpan<byte> Beginning => _beginning.WrittenSpan;

    public Stream Stream => inner.Stream;

    public PipeWriter Writer => this;

    public static CapturedResponse Of(HttpContext http)
    {
        var captured = new CapturedResponse(http.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        http.Features.Set<IHttpResponseBodyFeature>(captured);
        return captured;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _offered = inner.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        _beginning.Write(_offered.Span[..Math.Min(bytes, Kept - _beginning.WrittenCount)]);
        inner.Writer.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.Writer.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Writer.Complete(exception);

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => inner.SendFileAsync(path, offset, count, cancellationToken);

    public Task CompleteAsync() => inner.CompleteAsync();
}
