using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Gatehouse.Sandbox.RuntimeApi;

/// <summary>What a runtime says behind a streamed reply: that it broke off, and why.</summary>
internal struct StreamTrailers
{
    // An error with its stack trace, in base64. Whoever sends more is not describing an error.
    private const int MostBytes = 256 * 1024;

    private int _length;

    /// <summary>Null when the reply is whole.</summary>
    internal string? ErrorType { get; private set; }

    internal byte[]? ErrorBody { get; private set; }

    /// <summary>Takes one line; false for one that breaks HTTP, is no base64, or is too much.</summary>
    internal bool TryTake(ReadOnlySpan<byte> line)
    {
        _length += line.Length;
        var colon = line.IndexOf((byte)':');
        if (_length > MostBytes || colon <= 0)
        {
            return false;
        }

        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (Ascii.EqualsIgnoreCase(line[..colon], "lambda-runtime-function-error-type"u8))
        {
            ErrorType = value.IsEmpty ? null : Encoding.Latin1.GetString(value);
        }
        else if (Ascii.EqualsIgnoreCase(line[..colon], "lambda-runtime-function-error-body"u8))
        {
            var body = new byte[Base64.GetMaxDecodedFromUtf8Length(value.Length)];
            if (Base64.DecodeFromUtf8(value, body, out _, out var written) != OperationStatus.Done)
            {
                return false;
            }

            ErrorBody = body[..written];
        }

        return true;
    }
}
