using System.Globalization;

namespace Gatehouse.Registry.Protocol;

/// <summary>The <c>n</c> and <c>last</c> of a listing. Without <c>n</c>, and at most, a page holds <see cref="Most"/> entries.</summary>
internal readonly record struct ListPage(int Size, string? Last)
{
    public const int Most = 1000;

    /// <summary>Null when <c>n</c> is not a number from 0 up.</summary>
    public static ListPage? Read(RegistryCall call)
    {
        var last = call.Query("last");
        if (call.Query("n") is not { } n)
        {
            return new ListPage(Most, last);
        }

        return int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? new ListPage(Math.Min(size, Most), last)
            : null;
    }

    /// <summary>
    /// Cuts a listing that was asked for one entry more than the page holds, and tells the client where the next page starts.
    /// </summary>
    public IReadOnlyList<string> Cut(IReadOnlyList<string> found, RegistryCall call, string path)
    {
        if (found.Count <= Size)
        {
            return found;
        }

        var shown = found.Take(Size).ToList();
        if (shown.Count > 0)
        {
            call.Response.Headers.Link = string.Create(
                CultureInfo.InvariantCulture, $"<{path}?n={Size}&last={Uri.EscapeDataString(shown[^1])}>; rel=\"next\"");
        }

        return shown;
    }
}
