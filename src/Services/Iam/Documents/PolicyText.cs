namespace Gatehouse.Services.Iam.Documents;

internal static class PolicyText
{
    /// <summary>As IAM answers documents: percent-encoded by RFC 3986, so that decoding gives back the stored text to the letter.</summary>
    public static string Encode(string document) => Uri.EscapeDataString(document);

    /// <summary>IAM's size quotas do not count white space.</summary>
    public static int Size(string document) => document.Count(character => !char.IsWhiteSpace(character));
}
