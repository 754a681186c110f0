using System.Buffers;
using System.Text.Json;
using Gatehouse.Functions.Runtime;

namespace Gatehouse.Functions;

/// <summary>
/// A reply that is sent while it is written. Every write leaves at once and waits while the caller is slow; nothing is collected,
/// so group small writes (as <see cref="StreamWriter"/> and <see cref="Utf8JsonWriter"/> do by themselves).
/// </summary>
public sealed class ResponseStream : Stream
{
    private const string Http = "application/vnd.awslambda.http-integration-response";

    // Eight of them end the part of the reply that is about the reply.
    private const int DividerLength = 8;

    private readonly StreamedReply? _reply;
    private readonly Stream? _recorded;
    private string _contentType = "application/octet-stream";
    private bool _ended;

    internal ResponseStream(StreamedReply reply) => _reply = reply;

    /// <summary>A reply that goes into another stream: for tests of handlers.</summary>
    public ResponseStream(Stream recorded) => _recorded = recorded;

    /// <summary>What a function URL's callers see as Content-Type. To be set before the first write.</summary>
    public string ContentType
    {
        get => _contentType;
        set
        {
            ThrowIfBegun();
            if (value.Length == 0 || !value.All(c => c is >= ' ' and <= '~'))
            {
                throw new ArgumentException("A content type has printable ASCII characters only.", nameof(value));
            }

            _contentType = value;
        }
    }

    /// <summary>Whether something was written already.</summary>
    public bool HasBegun { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Begins a reply to a function URL (or an API that streams) with status, headers and cookies; the body is written behind it.
    /// Without this the reply has status 200 and <see cref="ContentType"/>.
    /// </summary>
    public ValueTask BeginHttpAsync(
        int statusCode, IEnumerable<KeyValuePair<string, string>>? headers = null, IEnumerable<string>? cookies = null, CancellationToken cancellationToken = default)
    {
        ContentType = Http;
        var prelude = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(prelude))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode"u8, statusCode);
            json.WriteStartObject("headers"u8);
            foreach (var (name, value) in headers ?? [])
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteStartArray("cookies"u8);
            foreach (var cookie in cookies ?? [])
            {
                json.WriteStringValue(cookie);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        prelude.GetSpan(DividerLength)[..DividerLength].Clear();
        prelude.Advance(DividerLength);
        return WriteAsync(prelude.WrittenMemory, cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_ended, this);
        if (_recorded is not null)
        {
            HasBegun = true;
            await _recorded.WriteAsync(buffer, cancellationToken);
            return;
        }

        if (!HasBegun)
        {
            HasBegun = true;
            _reply!.Begin(ContentType);
        }

        await _reply!.WriteAsync(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Waits on this thread until the bytes have left.</summary>
    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <summary>Nothing to do: what was written has left.</summary>
    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>A handler that keeps the stream cannot write into another invocation's reply.</summary>
    internal void End() => _ended = true;

    private void ThrowIfBegun()
    {
        if (HasBegun)
        {
            throw new InvalidOperationException("The reply has begun: its content type and head have left.");
        }
    }
}
