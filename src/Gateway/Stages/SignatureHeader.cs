using System.Security.Cryptography;
using System.Text;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Stages;

/// <summary>
/// Where no authorizer of the API reads it, AWS takes the Authorization header for a signature of its own: on methods with AWS_IAM, and on
/// paths and verbs that lead nowhere. Recorded by users with bearer tokens.
/// </summary>
internal static class SignatureHeader
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The refusal of a header that is there and is no signature, or else the refusal for a missing token.</summary>
    public static Verdict Refuse(Invocation call, Reason reason)
    {
        var header = call.Http.Request.Headers.Authorization.ToString();
        if (header.Length == 0 || header.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            return Verdict.Reject(GatewayResponseType.MissingAuthenticationToken, reason);
        }

        // ? That what is hashed is the whole value, and that values with an equal sign in them get the same text.
        var digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(header)));
        return Verdict.Reject(GatewayResponseType.IncompleteSignature, reason) with
        {
            Message = $"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '{digest}'.",
        };
    }

    public static bool IsSigned(Invocation call) =>
        call.Http.Request.Headers.Authorization.ToString().StartsWith(Algorithm, StringComparison.Ordinal)
        || call.Query.Contains("X-Amz-Signature=", StringComparison.Ordinal);
}
