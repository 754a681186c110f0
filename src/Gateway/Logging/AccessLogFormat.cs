using System.Text;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Microsoft.Extensions.ObjectPool;

namespace Gatehouse.Gateway.Logging;

/// <summary>
/// The format of a stage's access log, taken apart once. JSON, XML, CSV or common log format are all text to it: values are put in as they
/// are, nothing is escaped, and what is absent shows as a dash, as on AWS.
/// </summary>
public sealed class AccessLogFormat
{
    private const char Absent = '-';

    private static readonly string[] Roots = ["context."];

    private readonly (string Literal, ContextValue? Variable)[] _parts;
    private readonly ObjectPool<StringBuilder> _builders = new DefaultObjectPool<StringBuilder>(new StringBuilderPooledObjectPolicy());

    public AccessLogFormat(string format)
    {
        var parts = ResponseTemplate.Split(format, Roots);

        // A name that leads nowhere is a variable that is always absent.
        _parts = [.. parts.Select((part, index) => index % 2 == 0
            ? (part, null)
            : ("-", AccessVariables.Find(part[Roots[0].Length..])))];
    }

    /// <summary>Whether the format tells requests apart, as AWS demands.</summary>
    public static bool NamesRequest(string format) =>
        ResponseTemplate.Split(format, Roots).Where((_, index) => index % 2 == 1).Any(name => name is "context.requestId" or "context.extendedRequestId");

    internal string Fill(Invocation call)
    {
        var line = _builders.Get();
        foreach (var (literal, variable) in _parts)
        {
            if (variable is null)
            {
                line.Append(literal);
            }
            else
            {
                Append(line, variable(call));
            }
        }

        var text = line.ToString();
        _builders.Return(line);
        return text;
    }

    private static void Append(StringBuilder line, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            line.Append(Absent);
            return;
        }

        // One request is one line, whatever it carries.
        line.Append(value.AsSpan().ContainsAny('\r', '\n') ? value.ReplaceLineEndings(" ") : value);
    }
}
