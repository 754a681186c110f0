using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Integrations;

/// <summary>A MOCK integration whose templates are plain text: the usual way to answer OPTIONS. Templates with VTL are refused by name.</summary>
internal sealed partial class MockIntegration : IIntegration
{
    private const string HeaderPrefix = "method.response.header.";

    private readonly int _status;
    private readonly KeyValuePair<string, string>[] _headers;
    private readonly string _contentType;
    private readonly byte[] _body;

    private MockIntegration(IntegrationResponseModel response)
    {
        _status = response.StatusCode;
        _headers = [.. response.ResponseParameters.Select(pair => KeyValuePair.Create(pair.Key[HeaderPrefix.Length..], pair.Value[1..^1]))];
        var template = response.ResponseTemplates.OrderBy(pair => pair.Key != "application/json").FirstOrDefault();
        _contentType = template.Key ?? "application/json";
        _body = Encoding.UTF8.GetBytes(template.Value ?? "");
    }

    public static IIntegration Compile(IntegrationModel model)
    {
        var template = model.RequestTemplates.GetValueOrDefault("application/json") ?? "";
        if (StatusTemplate().Match(template) is not { Success: true } found)
        {
            return new RefusingIntegration(new NotSupportedHere("a MOCK integration whose request template is not a plain {\"statusCode\": N}"));
        }

        var status = found.Groups[1].Value;
        var response = model.Responses.FirstOrDefault(candidate => Selects(candidate.SelectionPattern, status))
            ?? model.Responses.FirstOrDefault(candidate => string.IsNullOrEmpty(candidate.SelectionPattern));
        if (response is null)
        {
            return new RefusingIntegration(new MisconfiguredIntegration(ReasonKind.MisconfiguredIntegration, "MOCK", $"no integration response is for status {status}"));
        }

        var isStatic = response.ResponseParameters.All(pair => pair.Key.StartsWith(HeaderPrefix, StringComparison.Ordinal) && pair.Value is ['\'', .., '\'']
                && HeaderRules.IsName(pair.Key[HeaderPrefix.Length..]) && HeaderRules.IsValue(pair.Value[1..^1]))
            && !response.ResponseTemplates.Values.Any(text => text.Contains('$', StringComparison.Ordinal) || text.Contains('#', StringComparison.Ordinal));
        return isStatic
            ? new MockIntegration(response)
            : new RefusingIntegration(new NotSupportedHere("mapping templates in a MOCK integration's response"));
    }

    // MOCK answers carry no trace id.
    public ValueTask<Verdict> RunAsync(Invocation call)
    {
        var response = call.Http.Response;
        foreach (var (name, value) in _headers)
        {
            response.Headers[name] = value;
        }

        CommonHeaders.Write(call, _status);
        if (HeaderRules.HasBody(_status))
        {
            response.ContentType ??= _contentType;
            response.ContentLength = _body.Length;
            response.BodyWriter.Write(_body);
        }

        return new(Verdict.Continue);
    }

    private static bool Selects(string? pattern, string status)
    {
        if (string.IsNullOrEmpty(pattern))
        {
            return false;
        }

        try
        {
            return Regex.IsMatch(status, $"^(?:{pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
        }
        catch (Exception problem) when (problem is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    // Keys may be bare; other members do not matter.
    [GeneratedRegex("""^\s*\{\s*["']?statusCode["']?\s*:\s*"?([1-5][0-9]{2})"?\s*,?\s*\}\s*$""")]
    private static partial Regex StatusTemplate();
}
