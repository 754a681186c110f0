using System.Buffers.Text;
using System.Text;

namespace Gatehouse.Core;

/// <summary>One page of a list, and where the next one starts.</summary>
/// <param name="Next">The opaque token for the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Opaque paging tokens: the key of the last item, encoded so that no caller comes to rely on it.</summary>
public static class PageToken
{
    public static string For(string lastKey) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(lastKey));

    /// <summary>The key inside a token; false for anything that is not one of ours.</summary>
    public static bool TryRead(string token, out string key)
    {
        key = "";
        if (!Base64Url.IsValid(token))
        {
            return false;
        }

        key = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
        return true;
    }
}
