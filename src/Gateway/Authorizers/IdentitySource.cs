using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Gateway.Authorizers;

/// <summary>
/// One place where a request says who it is from: <c>method.request.header.X</c>, <c>method.request.querystring.X</c>, <c>stageVariables.X</c>
/// or <c>context.X</c>.
/// </summary>
public sealed record IdentitySource
{
    private const string Header = "method.request.header.";
    private const string Query = "method.request.querystring.";
    private const string StageVariable = "stageVariables.";
    private const string Context = "context.";

    private readonly string _prefix;
    private readonly string _name;

    private IdentitySource(string prefix, string expression)
    {
        _prefix = prefix;
        _name = expression[prefix.Length..];
    }

    /// <summary>As it is written.</summary>
    public string Expression => _prefix + _name;

    public bool IsHeader => _prefix == Header;

    /// <summary>Null for what names no such place.</summary>
    public static IdentitySource? TryParse(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        foreach (var prefix in (ReadOnlySpan<string>)[Header, Query, StageVariable, Context])
        {
            if (expression.StartsWith(prefix, StringComparison.Ordinal))
            {
                var name = expression.AsSpan(prefix.Length);
                return name.IsEmpty || name.ContainsAny(" \t\r\n,") || name.ContainsAnyExceptInRange('!', '~') ? null : new IdentitySource(prefix, expression);
            }
        }

        return null;
    }

    /// <summary>The sources of a list; null when one of them, <paramref name="wrong"/>, is none.</summary>
    public static IReadOnlyList<IdentitySource>? TryParseList(string? list, out string wrong)
    {
        var sources = new List<IdentitySource>();
        wrong = "";
        foreach (var entry in (list ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            if (entry.Length == 0 && string.IsNullOrEmpty(list))
            {
                break;
            }

            if (TryParse(entry) is not { } source)
            {
                wrong = entry;
                return null;
            }

            sources.Add(source);
        }

        return sources;
    }

    /// <summary>What the request has there: every value, in order.</summary>
    internal StringValues Read(Invocation call) => _prefix switch
    {
        Header => call.Http.Request.Headers[_name],
        Query => QueryParameters.AllOf(call.Query, _name),
        StageVariable => call.Stage.Model.Variables.GetValueOrDefault(_name),
        _ => new GatewayVariables(call).Find(Expression),
    };
}
