using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Responses;

/// <summary>A customised gateway response with its templates parsed.</summary>
internal sealed class CustomResponse
{
    private const string HeaderPrefix = "gatewayresponse.header.";

    // How a body ends is the server's business: another word on it would break the connection.
    private static readonly string[] Framing = ["Connection", "Content-Length", "Keep-Alive", "Trailer", "Transfer-Encoding", "Upgrade"];

    private readonly (string Name, string Source)[] _headers;
    private readonly (string ContentType, ResponseTemplate Template)[] _templates;

    public CustomResponse(GatewayResponseModel model)
    {
        // AWS takes 100 to 199 too; as a last word they are no answer.
        Status = model.StatusCode is >= 200 ? model.StatusCode : null;
        _headers = [.. model.ResponseParameters
            .Where(pair => pair.Key.StartsWith(HeaderPrefix, StringComparison.Ordinal))
            .Select(pair => (pair.Key[HeaderPrefix.Length..], pair.Value))
            .Where(header => !Framing.Contains(header.Item1, StringComparer.OrdinalIgnoreCase))];
        _templates = [.. model.ResponseTemplates.Select(pair => (pair.Key, new ResponseTemplate(pair.Value)))];
    }

    public int? Status { get; }

    public IReadOnlyList<(string Name, string Source)> Headers => _headers;

    /// <summary>The template for the request's Accept, else the one for JSON, else the first; null when there is none.</summary>
    public (string ContentType, ResponseTemplate Template)? TemplateFor(Invocation call)
    {
        if (_templates.Length == 0)
        {
            return null;
        }

        var accept = call.Http.Request.Headers.Accept.ToString();
        return Find(accept) ?? Find("application/json") ?? _templates[0];
    }

    private (string ContentType, ResponseTemplate Template)? Find(string contentType)
    {
        foreach (var template in _templates)
        {
            if (string.Equals(template.ContentType, contentType, StringComparison.OrdinalIgnoreCase))
            {
                return template;
            }
        }

        return null;
    }
}
