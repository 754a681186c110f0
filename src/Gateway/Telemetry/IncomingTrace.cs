using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Gateway.Telemetry;

/// <summary>
/// The trace that a caller's request belongs to: by X-Ray's header, as at AWS, or else by W3C's. A header that names a trace but leaves the
/// sampling open gives its id; whether the trace is recorded is then for this server's sampler.
/// </summary>
internal readonly record struct IncomingTrace(ActivityContext Parent, ActivityTraceId Id)
{
    private const string Root = "Root=1-";
    private const string ParentPrefix = "Parent=";
    private const string SampledPrefix = "Sampled=";

    private static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789abcdef");

    public static IncomingTrace Read(IHeaderDictionary headers)
    {
        var amazon = headers["X-Amzn-Trace-Id"].ToString();
        if (amazon.Length > 0 && TryRead(amazon, out var trace))
        {
            return trace;
        }

        return ActivityContext.TryParse(headers.TraceParent.ToString(), headers.TraceState.ToString(), isRemote: true, out var parent)
            ? new IncomingTrace(parent, parent.TraceId)
            : default;
    }

    private static bool TryRead(ReadOnlySpan<char> header, out IncomingTrace trace)
    {
        trace = default;
        ActivityTraceId id = default;
        ActivitySpanId parent = default;
        bool? sampled = null;
        foreach (var range in header.Split(';'))
        {
            var field = header[range].Trim();
            if (field.StartsWith(Root, StringComparison.Ordinal))
            {
                id = IdOf(field[Root.Length..]);
            }
            else if (field.StartsWith(ParentPrefix, StringComparison.Ordinal) && field[ParentPrefix.Length..] is { Length: 16 } span && !span.ContainsAnyExcept(s_hexadecimal))
            {
                parent = ActivitySpanId.CreateFromString(span);
            }
            else if (field.StartsWith(SampledPrefix, StringComparison.Ordinal))
            {
                sampled = field[SampledPrefix.Length..] switch { "1" => true, "0" => false, _ => null };
            }
        }

        if (id == default)
        {
            return false;
        }

        trace = parent != default && sampled is { } decided
            ? new IncomingTrace(new ActivityContext(id, parent, decided ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None, isRemote: true), id)
            : new IncomingTrace(default, id);
        return true;
    }

    // 8 digits of time, a dash, 24 digits.
    private static ActivityTraceId IdOf(ReadOnlySpan<char> text)
    {
        if (text.Length != 33 || text[8] != '-' || text[..8].ContainsAnyExcept(s_hexadecimal) || text[9..].ContainsAnyExcept(s_hexadecimal))
        {
            return default;
        }

        Span<char> digits = stackalloc char[32];
        text[..8].CopyTo(digits);
        text[9..].CopyTo(digits[8..]);
        return ActivityTraceId.CreateFromString(digits);
    }
}
