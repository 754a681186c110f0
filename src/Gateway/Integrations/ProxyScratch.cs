using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Gateway.Integrations;

/// <summary>What one proxied request needs while it is translated; kept for the next one.</summary>
internal sealed class ProxyScratch : IResettable
{
    // A large body must not pin its buffer for good.
    private const int LargestKept = 256 * 1024;

    private ArrayBufferWriter<byte> _buffer = new(4096);

    /// <summary>
    /// Validation is off because the shape of the event is fixed. The relaxed encoder leaves letters of all languages and &lt; &gt; &amp; ' + as they are,
    /// as AWS's events have them; quotes, backslashes and control characters are escaped either way.
    /// </summary>
    public Utf8JsonWriter Json { get; } = new(Stream.Null, new JsonWriterOptions
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public List<KeyValuePair<string, StringValues>> Headers { get; } = new(32);

    public QueryParameters Query { get; } = new();

    public ProxyReply Reply { get; } = new();

    public ArrayBufferWriter<byte> Buffer => _buffer;

    public bool TryReset()
    {
        Json.Reset(Stream.Null);
        Headers.Clear();
        Reply.Clear();
        if (_buffer.Capacity > LargestKept)
        {
            _buffer = new(4096);
        }
        else
        {
            _buffer.ResetWrittenCount();
        }

        return true;
    }
}
