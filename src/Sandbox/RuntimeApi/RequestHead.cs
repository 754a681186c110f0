using System.Buffers.Text;
using System.Text;
using Gatehouse.Sandbox.Extensions;

namespace Gatehouse.Sandbox.RuntimeApi;

/// <summary>The calls of the Runtime API, and of the Extensions, Telemetry and Logs APIs, which share its address.</summary>
internal enum RuntimeCall
{
    Unknown,
    Next,
    Response,
    Error,
    InitError,
    Ping,
    ExtensionRegister,
    ExtensionNext,
    ExtensionInitError,
    ExtensionExitError,
    Telemetry,
    Logs,
}

/// <summary>How a runtime hands in its answer.</summary>
internal enum ResponseMode
{
    Buffered,
    Streaming,
    Unknown,
}

/// <summary>How far a head could be read.</summary>
internal enum HeadResult
{
    Incomplete,
    Complete,
    Malformed,
}

/// <summary>A request line and the headers that matter here, read strictly: what two readers could understand differently is refused.</summary>
internal struct RequestHead
{
    // The longest legitimate heads carry an X-Ray cause of a few kilobytes.
    internal const int LongestHead = 32 * 1024;

    private static ReadOnlySpan<byte> Prefix => "/2018-06-01/runtime/"u8;

    internal RuntimeCall Call { get; private set; }

    /// <summary>Where the request id is in the head, for <see cref="RuntimeCall.Response"/> and <see cref="RuntimeCall.Error"/>.</summary>
    internal Range RequestId { get; private set; }

    internal int Length { get; private set; }

    internal long? ContentLength { get; private set; }

    internal bool Chunked { get; private set; }

    internal bool Close { get; private set; }

    internal bool ExpectsContinue { get; private set; }

    internal string? ErrorType { get; private set; }

    internal ResponseMode Mode { get; private set; }

    /// <summary>Null in nearly every request.</summary>
    internal ExtensionHeaders? Extension { get; private set; }

    internal static HeadResult TryRead(ReadOnlySpan<byte> bytes, out RequestHead head)
    {
        head = default;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return bytes.Length > LongestHead ? HeadResult.Malformed : HeadResult.Incomplete;
        }

        if (end > LongestHead)
        {
            return HeadResult.Malformed;
        }

        head.Length = end + 4;
        var lineEnd = bytes.IndexOf("\r\n"u8);
        if (!head.ReadRequestLine(bytes[..lineEnd]))
        {
            return HeadResult.Malformed;
        }

        for (var start = lineEnd + 2; start < end + 2;)
        {
            var length = bytes[start..].IndexOf("\r\n"u8);
            if (!head.ReadHeader(bytes.Slice(start, length)))
            {
                return HeadResult.Malformed;
            }

            start += length + 2;
        }

        return head is { Chunked: true, ContentLength: not null } ? HeadResult.Malformed : HeadResult.Complete;
    }

    /// <summary>What the body of the head that these bytes begin with is. Only who streams or failed is asked: everyone else sends JSON.</summary>
    internal readonly string? ReadContentType(ReadOnlySpan<byte> bytes)
    {
        var name = "\r\ncontent-type:"u8;
        for (var rest = bytes[..(Length - 2)]; rest.IndexOf("\r\n"u8) is var start and >= 0; rest = rest[(start + 2)..])
        {
            var line = rest[start..];
            if (line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                var value = line[name.Length..];
                var end = value.IndexOf("\r\n"u8);
                return Encoding.Latin1.GetString((end < 0 ? value : value[..end]).Trim(" \t"u8));
            }
        }

        return null;
    }

    private bool ReadRequestLine(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last <= first + 1 || line.ContainsAnyInRange((byte)0, (byte)0x1F))
        {
            return false;
        }

        var version = line[(last + 1)..];
        if (version.SequenceEqual("HTTP/1.0"u8))
        {
            Close = true;
        }
        else if (!version.SequenceEqual("HTTP/1.1"u8))
        {
            return false;
        }

        var target = line[(first + 1)..last];
        var query = target.IndexOf((byte)'?');
        Route(line[..first], query < 0 ? target : target[..query], first + 1);
        return true;
    }

    private void Route(ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, int offset)
    {
        var get = method.SequenceEqual("GET"u8);
        var post = method.SequenceEqual("POST"u8);
        if (!path.StartsWith(Prefix))
        {
            Call = get && path.SequenceEqual("/ping"u8) ? RuntimeCall.Ping : RouteExtension(method, path.TrimEnd((byte)'/'));
            return;
        }

        var rest = path[Prefix.Length..];
        if (get && rest.SequenceEqual("invocation/next"u8))
        {
            Call = RuntimeCall.Next;
        }
        else if (post && rest.SequenceEqual("init/error"u8))
        {
            Call = RuntimeCall.InitError;
        }
        else if (post && rest.StartsWith("invocation/"u8))
        {
            var id = rest["invocation/"u8.Length..];
            var slash = id.IndexOf((byte)'/');
            var verb = slash < 0 ? default : id[(slash + 1)..];
            var start = offset + Prefix.Length + "invocation/"u8.Length;
            RequestId = start..(start + Math.Max(slash, 0));
            Call = verb.SequenceEqual("response"u8) ? RuntimeCall.Response : verb.SequenceEqual("error"u8) ? RuntimeCall.Error : RuntimeCall.Unknown;
        }
    }

    private static RuntimeCall RouteExtension(ReadOnlySpan<byte> method, ReadOnlySpan<byte> path)
    {
        if (method.SequenceEqual("PUT"u8))
        {
            return path.SequenceEqual("/2022-07-01/telemetry"u8) ? RuntimeCall.Telemetry
                : path.SequenceEqual("/2020-08-15/logs"u8) ? RuntimeCall.Logs
                : RuntimeCall.Unknown;
        }

        if (!path.StartsWith("/2020-01-01/extension/"u8))
        {
            return RuntimeCall.Unknown;
        }

        var rest = path["/2020-01-01/extension/"u8.Length..];
        if (method.SequenceEqual("GET"u8))
        {
            return rest.SequenceEqual("event/next"u8) ? RuntimeCall.ExtensionNext : RuntimeCall.Unknown;
        }

        return !method.SequenceEqual("POST"u8) ? RuntimeCall.Unknown
            : rest.SequenceEqual("register"u8) ? RuntimeCall.ExtensionRegister
            : rest.SequenceEqual("init/error"u8) ? RuntimeCall.ExtensionInitError
            : rest.SequenceEqual("exit/error"u8) ? RuntimeCall.ExtensionExitError
            : RuntimeCall.Unknown;
    }

    private bool ReadHeader(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAny(" \t"u8))
        {
            return false;
        }

        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (value.ContainsAny("\r\n\0"u8))
        {
            return false;
        }

        if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
        {
            var valid = Utf8Parser.TryParse(value, out long length, out var used) && used == value.Length && length >= 0 && value[0] is not (byte)'+';
            var repeated = ContentLength is { } earlier && earlier != length;
            ContentLength = length;
            return valid && !repeated;
        }

        if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
        {
            Chunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
            return Chunked;
        }

        if (Ascii.EqualsIgnoreCase(name, "connection"u8))
        {
            Close |= Ascii.EqualsIgnoreCase(value, "close"u8);
        }
        else if (Ascii.EqualsIgnoreCase(name, "expect"u8))
        {
            ExpectsContinue = Ascii.EqualsIgnoreCase(value, "100-continue"u8);
        }
        else if (Ascii.EqualsIgnoreCase(name, "lambda-runtime-function-error-type"u8))
        {
            ErrorType = Encoding.Latin1.GetString(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "lambda-runtime-function-response-mode"u8))
        {
            Mode = Ascii.EqualsIgnoreCase(value, "streaming"u8) ? ResponseMode.Streaming : ResponseMode.Unknown;
        }
        else if (name.Length > ExtensionHeaders.Prefix.Length && Ascii.EqualsIgnoreCase(name[..ExtensionHeaders.Prefix.Length], ExtensionHeaders.Prefix))
        {
            (Extension ??= new ExtensionHeaders()).Read(name[ExtensionHeaders.Prefix.Length..], value);
        }

        return true;
    }
}
