using System.Text.RegularExpressions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Repositories;

/// <summary>Whether a tag may be moved. See https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html.</summary>
internal static partial class TagMutability
{
    public const string Mutable = "MUTABLE";

    private const string Immutable = "IMMUTABLE";
    private const string ImmutableWithExclusion = "IMMUTABLE_WITH_EXCLUSION";
    private const string MutableWithExclusion = "MUTABLE_WITH_EXCLUSION";

    public static bool IsImmutable(StoredRepository repository, string tag) => repository.ImageTagMutability switch
    {
        Immutable => true,
        ImmutableWithExclusion => !IsExcluded(repository, tag),
        MutableWithExclusion => IsExcluded(repository, tag),
        _ => false,
    };

    public static void Constrain(Violations check, string? mutability, IReadOnlyList<ImageTagMutabilityExclusionFilter>? filters)
    {
        check.OneOf(mutability, [Mutable, Immutable, ImmutableWithExclusion, MutableWithExclusion], "imageTagMutability")
            .Count(filters, 1, 5, "imageTagMutabilityExclusionFilters");
        if (check.Found.Count > 0)
        {
            return;
        }

        foreach (var filter in filters ?? [])
        {
            check.OneOf(filter.FilterType, ["WILDCARD"], "imageTagMutabilityExclusionFilters.filterType")
                .Length(filter.Filter, 1, 128, "imageTagMutabilityExclusionFilters.filter")
                .Pattern(filter.Filter, FilterForm, "^[0-9a-zA-Z._*-]{1,128}$", "imageTagMutabilityExclusionFilters.filter");
        }

        var excludes = mutability is ImmutableWithExclusion or MutableWithExclusion;
        if (excludes != filters is not null)
        {
            check.Add(
                mutability ?? Mutable, "imageTagMutabilityExclusionFilters",
                "Exclusion filters must be given with IMMUTABLE_WITH_EXCLUSION or MUTABLE_WITH_EXCLUSION, and only then");
        }
    }

    private static bool IsExcluded(StoredRepository repository, string tag) =>
        repository.ExclusionFilters?.Any(filter => Matches(filter.Filter, tag)) ?? false;

    /// <summary>A star stands for any run of characters. Greedy with one way back, so a hostile filter costs its length times the tag's.</summary>
    private static bool Matches(string filter, string tag)
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

    [GeneratedRegex(@"\A[0-9a-zA-Z._*-]{1,128}\z")]
    private static partial Regex FilterForm { get; }
}
