using System.Buffers;
using System.IO.Pipelines;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Gatehouse.Gateway.Stages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gatehouse.Gateway.Integrations;

/// <summary>A request's body, whole. A small one stays where the server received it; others are gathered in a rented buffer.</summary>
internal readonly struct RequestBody
{
    private readonly PipeReader? _reader;
    private readonly SequencePosition _end;
    private readonly byte[]? _rented;

    private RequestBody(ReadOnlyMemory<byte> bytes, PipeReader? reader, SequencePosition end, byte[]? rented)
    {
        Bytes = bytes;
        _reader = reader;
        _end = end;
        _rented = rented;
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    public static bool Exists(HttpContext http) =>
        http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    /// <summary>Reads it all, or returns null once it proves longer than the gateway takes.</summary>
    public static async ValueTask<RequestBody?> ReadAsync(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        var result = await reader.ReadAsync(http.RequestAborted);
        if (result.IsCompleted && result.Buffer.IsSingleSegment)
        {
            return new RequestBody(result.Buffer.First, reader, result.Buffer.End, null);
        }

        // The length that was announced is not trusted: memory grows with what arrives.
        var rented = ArrayPool<byte>.Shared.Rent(16 * 1024);
        var length = 0;
        while (true)
        {
            var buffer = result.Buffer;
            if (length + buffer.Length > AdmitRequest.LongestBody)
            {
                reader.AdvanceTo(buffer.End);
                ArrayPool<byte>.Shared.Return(rented);
                return null;
            }

            rented = Grow(rented, length, length + (int)buffer.Length);
            buffer.CopyTo(rented.AsSpan(length));
            length += (int)buffer.Length;
            reader.AdvanceTo(buffer.End);
            if (result.IsCompleted)
            {
                return new RequestBody(rented.AsMemory(0, length), null, default, rented);
            }

            result = await reader.ReadAsync(http.RequestAborted);
        }
    }

    /// <summary>What becomes of one for which <see cref="ReadAsync"/> returned null.</summary>
    public static Verdict TooLong() => Verdict.Reject(
        GatewayResponseType.FrontBodyTooLong,
        new FrontRefusal(ReasonKind.BodyTooLong, "The body is too long", $"more than {AdmitRequest.LongestBody} bytes", $"{AdmitRequest.LongestBody} bytes"));

    /// <summary>Gives the memory back. <see cref="Bytes"/> is not valid any more.</summary>
    public void Release()
    {
        _reader?.AdvanceTo(_end);
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }

    private static byte[] Grow(byte[] buffer, int used, int needed)
    {
        if (needed <= buffer.Length)
        {
            return buffer;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, buffer.Length * 2));
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
