using Gatehouse.Registry.Manifests;
using Gatehouse.Services.Ecr.Images;
using Gatehouse.Services.Ecr.Repositories;

namespace Gatehouse.Services.Ecr.Lifecycle;

/// <summary>An image that a rule lets expire.</summary>
internal sealed record ExpiringImage(TaggedImage Image, int RulePriority);

/// <summary>
/// Which images a lifecycle policy lets expire. Every rule looks at all images; an image belongs to the first rule, by priority, whose tagging
/// it matches, and only that rule may expire it.
/// See https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html.
/// </summary>
internal static class LifecycleEvaluation
{
    public static IReadOnlyList<ExpiringImage> Evaluate(LifecycleRules policy, IReadOnlyList<TaggedImage> images, DateTimeOffset now)
    {
        var here = images.Select(image => image.Image.Digest).ToHashSet(StringComparer.Ordinal);

        // A signature goes with what it signs, so rules pass it over (?); one whose subject is not here is an image like any other.
        List<TaggedImage> own = [.. images.Where(image => image.Image.Subject is not { } subject || !here.Contains(subject))];
        own.Sort(static (one, other) => other.Image.PushedAt.CompareTo(one.Image.PushedAt) is var order and not 0
            ? order
            : string.CompareOrdinal(one.Image.Digest, other.Image.Digest));

        var owned = new HashSet<string>(StringComparer.Ordinal);
        var expiring = new Dictionary<string, ExpiringImage>(StringComparer.Ordinal);
        foreach (var rule in policy.Rules!.OrderBy(rule => rule.RulePriority))
        {
            List<TaggedImage> matching = [.. own.Where(image => Matches(rule.Selection!, image.Tags))];
            foreach (var image in Beyond(rule.Selection!, matching, now).Where(image => !owned.Contains(image.Image.Digest)))
            {
                expiring.Add(image.Image.Digest, new ExpiringImage(image, rule.RulePriority!.Value));
            }

            owned.UnionWith(matching.Select(image => image.Image.Digest));
        }

        KeepPartsOfIndexes(images, expiring);
        AddReferrers(images, expiring);
        return [.. expiring.Values.OrderBy(image => image.Image.Image.PushedAt).ThenBy(image => image.Image.Image.Digest, StringComparer.Ordinal)];
    }

    private static bool Matches(LifecycleSelection selection, IReadOnlyList<string> tags) => selection.TagStatus switch
    {
        "any" => true,
        "untagged" => tags.Count == 0,

        // Of several, each must be met by some tag of the image.
        _ => selection.TagPatternList is { } patterns
            ? patterns.All(pattern => tags.Any(tag => Wildcard.Matches(pattern, tag)))
            : selection.TagPrefixList!.All(prefix => tags.Any(tag => tag.StartsWith(prefix, StringComparison.Ordinal))),
    };

    /// <summary>Of these images, newest first, those that the rule's count or age is too small for.</summary>
    private static IEnumerable<TaggedImage> Beyond(LifecycleSelection selection, List<TaggedImage> newestFirst, DateTimeOffset now) =>
        selection.CountType == LifecycleSelection.ByCount
            ? newestFirst.Skip(selection.CountNumber!.Value)
            : newestFirst.Where(image => now - image.Image.PushedAt > TimeSpan.FromDays(selection.CountNumber!.Value));

    /// <summary>What an index that stays is made of stays too.</summary>
    private static void KeepPartsOfIndexes(IReadOnlyList<TaggedImage> images, Dictionary<string, ExpiringImage> expiring)
    {
        var kept = new Stack<StoredImage>(images
            .Select(image => image.Image)
            .Where(image => ManifestMediaTypes.IsIndex(image.MediaType) && !expiring.ContainsKey(image.Digest)));
        while (kept.TryPop(out var index))
        {
            foreach (var part in index.References)
            {
                if (expiring.Remove(part, out var saved) && ManifestMediaTypes.IsIndex(saved.Image.Image.MediaType))
                {
                    kept.Push(saved.Image.Image);
                }
            }
        }
    }

    private static void AddReferrers(IReadOnlyList<TaggedImage> images, Dictionary<string, ExpiringImage> expiring)
    {
        var referrers = images.Where(image => image.Image.Subject is not null).ToLookup(image => image.Image.Subject, StringComparer.Ordinal);
        var subjects = new Queue<ExpiringImage>(expiring.Values);
        while (subjects.TryDequeue(out var subject))
        {
            foreach (var referrer in referrers[subject.Image.Image.Digest])
            {
                var gone = new ExpiringImage(referrer, subject.RulePriority);
                if (expiring.TryAdd(referrer.Image.Digest, gone))
                {
                    subjects.Enqueue(gone);
                }
            }
        }
    }
}
