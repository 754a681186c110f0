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
        repository.ExclusionFilters?.Any(filter => Wildcard.Matches(filter.Filter, tag)) ?? false;

    [GeneratedRegex(@"\A[0-9a-zA-Z._*-]{1,128}\z")]
    private static partial Regex FilterForm { get; }
}
