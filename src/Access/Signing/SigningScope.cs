namespace Gatehouse.Access.Signing;

/// <summary>
/// What a request says about its signer: <c>AccessKey/20250101/us-east-1/lambda/aws4_request</c>, from the Authorization
/// header or a presigned URL. See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
/// </summary>
public sealed record SigningScope(string AccessKeyId, string Date, string Region, string Service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Reads the scope of an Authorization header; null when the header is not SigV4 or is malformed.</summary>
    public static SigningScope? FromAuthorization(string header)
    {
        if (!header.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            return null;
        }

        const string Label = "Credential=";
        var start = header.IndexOf(Label, Algorithm.Length, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        start += Label.Length;
        var end = header.AsSpan(start).IndexOfAny(',', ' ');
        return FromCredential(end < 0 ? header[start..] : header.Substring(start, end));
    }

    /// <summary>Reads an <c>X-Amz-Credential</c> value.</summary>
    public static SigningScope? FromCredential(string credential)
    {
        // An access key id holds no slash, but be strict from the right, where the format is fixed.
        var parts = credential.Split('/');
        return parts is [{ Length: > 0 } key, { Length: 8 } date, { Length: > 0 } region, { Length: > 0 } service, "aws4_request"]
            ? new SigningScope(key, date, region, service)
            : null;
    }

    /// <summary>The account that the key stands for: itself when it is 12 digits, otherwise null.</summary>
    public string? Account => AccessKeyId.Length == 12 && AccessKeyId.All(char.IsAsciiDigit) ? AccessKeyId : null;
}
