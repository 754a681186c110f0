using Gatehouse.Core;

namespace Gatehouse.Services.Ecr;

/// <summary>Pages as all of ECR's lists have them.</summary>
internal static class Paging
{
    public static int Size(int? maxResults) => maxResults ?? 100;

    /// <summary>The key after which a page starts; null for the first.</summary>
    public static string? After(string? nextToken)
    {
        if (nextToken is null)
        {
            return null;
        }

        return PageToken.TryRead(nextToken, out var key)
            ? key
            : throw EcrErrors.InvalidParameter("nextToken", "must be a token that an earlier answer gave");
    }
}
