using System.Buffers;
using System.Text;
using Gatehouse.Core;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Gateway.Logging;

/// <summary>A request's body on its way to the integration; its beginning is kept for the log.</summary>
internal sealed class CapturedRequest(Stream inner) : ForwardStream
{
    private readonly ArrayBufferWriter<byte> _beginning = new();

    public ReadOnlySpan<byte> Beginning => _beginning.WrittenSpan;

    /// <summary>What a log can show of a body that was read already.</summary>
    public static string Text(byte[]? body) => body is null ? "" : Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, CapturedResponse.Kept)));

    public static CapturedRequest Of(HttpContext http)
    {
        var captured = new CapturedRequest(http.Request.Body);
        http.Request.Body = captured;
        return captured;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        _beginning.Write(buffer.Span[..Math.Min(read, CapturedResponse.Kept - _beginning.WrittenCount)]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();
}
