using System.Buffers.Text;
using System.Text;

namespace Gatehouse.Functions.Runtime;

/// <summary>A response's status line and the header fields that matter here. One instance is filled again for every response.</summary>
internal sealed class ResponseHead
{
    private byte[] _lastArn = [];
    private string _lastArnText = "";

    public int Status { get; private set; }

    public bool Closes { get; private set; }

    public bool Chunked { get; private set; }

    /// <summary>Null without a Content-Length: then the body is chunked, or goes on until the connection ends.</summary>
    public long? ContentLength { get; private set; }

    public string? RequestId { get; private set; }

    public long? DeadlineMs { get; private set; }

    public string? FunctionArn { get; private set; }

    public string? TraceId { get; private set; }

    public string? ClientContext { get; private set; }

    public string? CognitoIdentity { get; private set; }

    public bool HasBody => Status is not (204 or 304) && Status >= 200;

    /// <summary>Reads a head that ends with its empty line.</summary>
    public void Parse(ReadOnlySpan<byte> head)
    {
        Clear();
        var lineEnd = head.IndexOf("\r\n"u8);
        ParseStatusLine(head[..lineEnd]);
        for (head = head[(lineEnd + 2)..]; (lineEnd = head.IndexOf("\r\n"u8)) > 0; head = head[(lineEnd + 2)..])
        {
            var line = head[..lineEnd];
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[0] is (byte)' ' or (byte)'\t' || line[colon - 1] is (byte)' ' or (byte)'\t')
            {
                throw new RuntimeApiException("The Runtime API sent a broken header line.");
            }

            ParseField(line[..colon], line[(colon + 1)..].Trim(" \t"u8));
        }
    }

    /// <summary>The body had no length of its own, so its end was the connection's.</summary>
    public void ClosesAfterThis() => Closes = true;

    private void Clear()
    {
        Status = 0;
        Closes = Chunked = false;
        ContentLength = DeadlineMs = null;
        RequestId = FunctionArn = TraceId = ClientContext = CognitoIdentity = null;
    }

    private void ParseStatusLine(ReadOnlySpan<byte> line)
    {
        // "HTTP/1.1 200" and, after a space, any reason.
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[8] != ' ' || (line.Length > 12 && line[12] != ' ') ||
            !Utf8Parser.TryParse(line[9..12], out int status, out var digits) || digits != 3 || status is < 100 or > 599)
        {
            throw new RuntimeApiException("The Runtime API did not answer with HTTP/1.1.");
        }

        Status = status;
        Closes = line[7] == '0';
    }

    private void ParseField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        switch (name.Length)
        {
            case 10 when Is(name, "connection"u8):
                // A list is possible ("close, TE"); "keep-alive" is HTTP/1.0's way to stay.
                Closes = value.Length >= 5 && Is(value[..5], "close"u8) || (Closes && !Is(value, "keep-alive"u8));
                break;
            case 14 when Is(name, "content-length"u8):
                ContentLength = ParseLength(value, ContentLength);
                break;
            case 17 when Is(name, "transfer-encoding"u8):
                Chunked = Is(value, "chunked"u8)
                    ? true
                    : throw new RuntimeApiException($"The Runtime API used the transfer coding \"{Encoding.UTF8.GetString(value)}\".");
                break;
            case 23 when Is(name, "lambda-runtime-trace-id"u8):
                TraceId = Encoding.UTF8.GetString(value);
                break;
            case 26 when Is(name, "lambda-runtime-deadline-ms"u8):
                DeadlineMs = Utf8Parser.TryParse(value, out long deadline, out var used) && used == value.Length ? deadline : null;
                break;
            case 29 when Is(name, "lambda-runtime-client-context"u8):
                ClientContext = Encoding.UTF8.GetString(value);
                break;
            case 29 when Is(name, "lambda-runtime-aws-request-id"u8):
                RequestId = Encoding.UTF8.GetString(value);
                break;
            case 31 when Is(name, "lambda-runtime-cognito-identity"u8):
                CognitoIdentity = Encoding.UTF8.GetString(value);
                break;
            case 35 when Is(name, "lambda-runtime-invoked-function-arn"u8):
                FunctionArn = InternArn(value);
                break;
        }
    }

    // One sandbox serves one function: the text is the same every time.
    private string InternArn(ReadOnlySpan<byte> value)
    {
        if (!value.SequenceEqual(_lastArn))
        {
            _lastArn = value.ToArray();
            _lastArnText = Encoding.UTF8.GetString(value);
        }

        return _lastArnText;
    }

    private static long ParseLength(ReadOnlySpan<byte> value, long? earlier)
    {
        // Digits only: a sign would pass the parser.
        if (value.IsEmpty || value[0] is < (byte)'0' or > (byte)'9' ||
            !Utf8Parser.TryParse(value, out long length, out var used) || used != value.Length ||
            (earlier ?? length) != length)
        {
            throw new RuntimeApiException("The Runtime API sent a broken Content-Length.");
        }

        return length;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) => Ascii.EqualsIgnoreCase(text, lowerCase);
}
