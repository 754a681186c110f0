using System.Text.Json.Nodes;

namespace Gatehouse.Conformance.Tests.Constraints;

/// <summary>One limit, and a value just outside it.</summary>
/// <param name="Constraint">The limit as AWS words it, as far as its order is fixed.</param>
internal sealed record Breach(string Kind, string Constraint, JsonNode Value)
{
    // What a front end lets through in one URI or header.
    private const int LongestText = 4000;

    private const int LongestBody = 300_000;

    // Printable first: a control character is a separate matter in XML and in headers.
    private static readonly string[] Misfits = ["!", "pr*be!", "{}", "pröbe", "a b", "\u0001\u0002", "::", "latest", "\u0fd0ↀ"];

    /// <param name="inForm">Whether the request is a form, in which a list without items is no list.</param>
    public static IEnumerable<Breach> Of(ConstrainedMember member, SampleValues samples, bool inForm)
    {
        var limits = member.Limits;
        if (limits.Enum is not null)
        {
            yield return new Breach("enum", "Member must satisfy enum value set: [", JsonValue.Create("no-such-value"));
            yield break;
        }

        var what = limits.IsNumber ? "value" : "length";
        if (limits.Min is { } min && !(inForm && min == 1 && (limits.Type is "list" or "map")) && Sized(member, samples, min - 1) is { } small)
        {
            yield return new Breach("min", $"Member must have {what} greater than or equal to {min}", small);
        }

        if (limits.Max is { } max && max < int.MaxValue && Sized(member, samples, max + 1) is { } large)
        {
            yield return new Breach("max", $"Member must have {what} less than or equal to {max}", large);
        }

        if (limits.Pattern is { } pattern
            && Misfits.Select(text => text.PadRight((int)(limits.Min ?? 0), text[^1])).FirstOrDefault(text => text.Length <= (limits.Max ?? int.MaxValue) && !limits.Matches(text)) is { } misfit)
        {
            yield return new Breach("pattern", $"Member must satisfy regular expression pattern: {pattern}", JsonValue.Create(misfit));
        }
    }

    private static JsonNode? Sized(ConstrainedMember member, SampleValues samples, long size)
    {
        if (member.Limits.IsNumber)
        {
            return JsonValue.Create(size);
        }

        // An empty label is another URI, and what is too long for a URI never reaches a service.
        if (size < (member.IsInPath ? 1 : 0) || size > (member.IsInBody ? LongestBody : LongestText))
        {
            return null;
        }

        switch (member.Limits.Type)
        {
            case "list":
                return new JsonArray([.. Enumerable.Range(0, (int)size).Select(_ => samples.Of(samples.ItemOf(member.References[^1])))]);
            case "map":
                return new JsonObject(Enumerable.Range(0, (int)size).Select(i => KeyValuePair.Create($"k{i}", (JsonNode?)samples.Of(samples.ValueOf(member.References[^1])))));
            case "blob":
                return size > 100_000 ? null : JsonValue.Create(Convert.ToBase64String(new byte[size]));
            default:
                var sample = SampleValues.Text(samples.ShapeOf(member.References[^1]));
                return JsonValue.Create(size <= sample.Length ? sample[..(int)size] : sample.PadRight((int)size, 'x'));
        }
    }
}
