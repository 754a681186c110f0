namespace Gatehouse.Services.Ecr.Repositories;

/// <summary>The patterns of tags that exclusion filters and lifecycle policies have.</summary>
internal static class Wildcard
{
    /// <summary>A star stands for any run of characters. Greedy with one way back, so a hostile filter costs its length times the tag's.</summary>
    public static bool Matches(string filter, string tag)
    {
        int at = 0, star = -1, resume = 0, i = 0;
        while (i < tag.Length)
        {
            if (at < filter.Length && filter[at] == '*')
            {
                star = at++;
                resume = i;
            }
            else if (at < filter.Length && filter[at] == tag[i])
            {
                at++;
                i++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                i = ++resume;
            }
            else
            {
                return false;
            }
        }

        return filter.AsSpan(at).TrimStart('*').IsEmpty;
    }
}
