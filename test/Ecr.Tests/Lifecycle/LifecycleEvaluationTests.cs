using Gatehouse.Registry.Manifests;
using Gatehouse.Services.Ecr.Images;
using Gatehouse.Services.Ecr.Lifecycle;

namespace Gatehouse.Ecr.Tests.Lifecycle;

/// <summary>source: aws-docs AmazonECR/latest/userguide/LifecyclePolicies.html and lifecycle_policy_examples.html</summary>
public sealed class LifecycleEvaluationTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    // A letter is an image, its number the days since its push, the rest its tags.
    [Theory]
    [InlineData("a1 b2 c3:v1", "untagged count 1", "b")]
    [InlineData("a1 b2 c3:v1", "any count 1", "c b")]
    [InlineData("a1 b2 c3", "any count 3", "")]
    [InlineData("a13 b14 c15 d99", "untagged days 14", "d c")] // 14 days to the second are not more than 14 days
    [InlineData("a20:prod1 b20:dev1 c20", "tagged prefix:prod days 14", "a")]
    [InlineData("a3:prod1,web1 b2:prod2 c1:web2", "tagged prefix:prod,web days 0", "a")] // all prefixes, whichever tags carry them
    [InlineData("a3:x-prod b2:prod c1:prod-y", "tagged pattern:*prod days 0", "a b")]
    [InlineData("a3:v1.2-rc b2:v1.2", "tagged pattern:v*-rc days 0", "a")]
    // From AWS's examples: the first rule keeps one prod image, which the second does not take.
    [InlineData("a1:prod1 b2:prod2 c3:beta", "tagged prefix:prod count 1; any days 0", "c b")]
    // An image belongs to the first rule whose tags it matches, even if that rule keeps it.
    [InlineData("a50:prod1 b50:prod2 c50:beta", "tagged prefix:prod count 2; any days 14", "c")]
    // A later rule still counts what an earlier one lets expire.
    [InlineData("a1 b2 c3:beta d4:beta", "untagged days 0; any count 3", "d b a")]
    public void Rules_LetTheseImagesExpire(string images, string rules, string expected) =>
        Assert.Equal(expected, Expire([.. images.Split(' ').Select(Read)], rules));

    [Fact]
    public void PartOfAnIndexThatStays_Stays()
    {
        var index = Index(Read("a1:v1"), "b", "c");

        Assert.Equal("d", Expire([index, Read("b2"), Read("c2"), Read("d2")], "untagged days 0"));
    }

    [Fact]
    public void PartsOfAnIndex_GoWithIt()
    {
        var index = Index(Read("a1"), "b");

        Assert.Equal("b a", Expire([index, Read("b2"), Read("c0:v1")], "untagged days 0"));
    }

    [Fact]
    public void PartsOfAnIndexInAnIndexThatStays_Stay()
    {
        var outer = Index(Read("a1:v1"), "b");
        var inner = Index(Read("b2"), "c");

        Assert.Equal("", Expire([outer, inner, Read("c3")], "untagged days 0"));
    }

    [Fact]
    public void Signature_StaysAndGoesWithItsSubject()
    {
        TaggedImage[] images = [Read("a9:v1"), Signature("s8", "a"), Read("b1:v2"), Signature("t2", "b"), Signature("u2", "t")];

        Assert.Equal("", Expire(images, "untagged days 0"));
        Assert.Equal("a s", Expire(images, "any count 1"));
        Assert.Equal("a s t u b", Expire(images, "any days 0"));
    }

    [Fact]
    public void SignatureOfWhatIsNotHere_IsAnImageLikeAnyOther() =>
        Assert.Equal("s", Expire([Read("a9:v1"), Signature("s8", "x")], "untagged days 0"));

    [Fact]
    public void Expiring_NamesTheRule()
    {
        var expiring = LifecycleEvaluation.Evaluate(Policy("untagged days 5; any count 1"), [Read("a9"), Read("b1:x"), Read("c2:y")], Now);

        Assert.Equal([("a", 1), ("c", 2)], expiring.Select(image => (image.Image.Image.Digest, image.RulePriority)));
    }

    private static string Expire(IReadOnlyList<TaggedImage> images, string rules) =>
        string.Join(' ', LifecycleEvaluation.Evaluate(Policy(rules), images, Now).Select(image => image.Image.Image.Digest));

    private static LifecycleRules Policy(string rules) => new()
    {
        Rules = [.. rules.Split("; ").Select((rule, i) => new LifecycleRule
        {
            RulePriority = i + 1,
            Action = new LifecycleAction { Type = "expire" },
            Selection = SelectionOf(rule.Split(' ')),
        })],
    };

    private static LifecycleSelection SelectionOf(string[] words) => new()
    {
        TagStatus = words[0],
        TagPrefixList = Tags(words, "prefix:"),
        TagPatternList = Tags(words, "pattern:"),
        CountType = words[^2] == "count" ? "imageCountMoreThan" : "sinceImagePushed",
        CountNumber = int.Parse(words[^1], System.Globalization.CultureInfo.InvariantCulture),
    };

    private static string[]? Tags(string[] words, string kind) =>
        words.FirstOrDefault(word => word.StartsWith(kind, StringComparison.Ordinal))?[kind.Length..].Split(',');

    private static TaggedImage Read(string text)
    {
        var parts = text.Split(':');
        var days = int.Parse(parts[0][1..], System.Globalization.CultureInfo.InvariantCulture);
        return new TaggedImage(
            new StoredImage { Digest = parts[0][..1], MediaType = ManifestMediaTypes.OciManifest, PushedAt = Now - TimeSpan.FromDays(days), SizeBytes = 1 },
            parts.Length > 1 ? parts[1].Split(',') : []);
    }

    private static TaggedImage Index(TaggedImage image, params string[] parts) =>
        image with { Image = image.Image with { MediaType = ManifestMediaTypes.OciIndex, References = parts } };

    private static TaggedImage Signature(string text, string subject)
    {
        var image = Read(text);
        return image with { Image = image.Image with { Subject = subject } };
    }
}
