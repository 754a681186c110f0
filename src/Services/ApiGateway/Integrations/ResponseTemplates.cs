using System.Text.RegularExpressions;

namespace Gatehouse.Services.ApiGateway.Integrations;

/// <summary>The templates of responses, of integrations as of the gateway itself: their names are content types.</summary>
internal static partial class ResponseTemplates
{
    public static void Check(Dictionary<string, string>? templates)
    {
        if (templates?.Keys.FirstOrDefault(name => !ContentType().IsMatch(name)) is { } wrong)
        {
            throw ApiGatewayErrors.BadContentType(wrong);
        }
    }

    [GeneratedRegex(@"^[^\s/]+/[^\s/]+$", RegexOptions.NonBacktracking)]
    private static partial Regex ContentType();
}
