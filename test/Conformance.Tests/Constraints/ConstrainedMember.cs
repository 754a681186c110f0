using System.Text.Json;

namespace Gatehouse.Conformance.Tests.Constraints;

/// <summary>A member of a request, however deep, on which AWS's model sets a limit.</summary>
/// <param name="Path">The way to it from the request: member names, and <c>[]</c>, <c>{key}</c>, <c>{value}</c> for what lists and maps hold.</param>
/// <param name="References">The model's reference at each step of the way; the last is the member's own.</param>
internal sealed record ConstrainedMember(IReadOnlyList<string> Path, IReadOnlyList<JsonElement> References, Limits Limits)
{
    public const string Item = "[]";
    public const string Key = "{key}";
    public const string Value = "{value}";

    public string Name => string.Join('.', Path);

    /// <summary>Where it travels: everything but the body is text in a URI or a header.</summary>
    public bool IsInBody => !References[0].TryGetProperty("location", out _);

    public bool IsInPath => References[0].TryGetProperty("location", out var place) && place.GetString() == "uri";

    public static IEnumerable<ConstrainedMember> Of(AwsModel model, JsonElement? input) =>
        input is { } shape ? Members(model, shape, [], [], []) : [];

    private static IEnumerable<ConstrainedMember> Within(AwsModel model, JsonElement reference, IReadOnlyList<string> path, IReadOnlyList<JsonElement> references, IReadOnlyList<string> above)
    {
        var shape = model.Shape(reference);
        var limits = Limits.Of(shape);
        if ((limits.Enum ?? (object?)limits.Pattern ?? limits.Min ?? (object?)limits.Max) is not null)
        {
            yield return new ConstrainedMember(path, references, limits);
        }

        var name = reference.GetProperty("shape").GetString()!;
        if (above.Contains(name))
        {
            yield break;
        }

        string[] chain = [.. above, name];
        var inner = limits.Type switch
        {
            "structure" => Members(model, shape, path, references, chain),
            "list" => Step("member", Item),
            "map" => Step("key", Key).Concat(Step("value", Value)),
            _ => [],
        };
        foreach (var member in inner)
        {
            yield return member;
        }

        IEnumerable<ConstrainedMember> Step(string property, string step) =>
            Within(model, shape.GetProperty(property), [.. path, step], [.. references, shape.GetProperty(property)], chain);
    }

    private static IEnumerable<ConstrainedMember> Members(AwsModel model, JsonElement shape, IReadOnlyList<string> path, IReadOnlyList<JsonElement> references, IReadOnlyList<string> above) =>
        shape.GetProperty("members").EnumerateObject()
            .SelectMany(member => Within(model, member.Value, [.. path, member.Name], [.. references, member.Value], above));
}
