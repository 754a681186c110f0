using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gatehouse.Wire.Shapes;

namespace Gatehouse.Conformance.Tests;

/// <summary>Compares our records with AWS's shapes, member by member, and words every difference.</summary>
internal sealed class ShapeComparison(AwsModel model, string operation)
{
    private readonly List<string> _differences = [];
    private readonly HashSet<(string, Type)> _seen = [];

    public IReadOnlyList<string> Differences => _differences;

    /// <summary>Members that AWS's request has and ours does not read.</summary>
    public List<string> Unread { get; } = [];

    public void Request(JsonTypeInfo type, JsonElement? input)
    {
        var shape = Wire.Shapes.Shape.Of(type);
        var members = MembersOf(input);
        foreach (var ours in shape.Members)
        {
            if (Match(ours, members) is not { } theirs)
            {
                Differ($"request member {ours.WireName} ({ours.Place}) is not AWS's");
                continue;
            }

            var required = Required(input!.Value).Contains(theirs.Name);
            if (required != ours.Required && ours.Place != Place.Uri)
            {
                Differ($"request member {ours.WireName} is {(required ? "required" : "optional")} with AWS");
            }

            Type(ours.Type, model.Shape(theirs.Value), type.Options, $"request.{ours.JsonName}", reading: true);
        }

        foreach (var theirs in members.Where(theirs => !shape.Members.Any(ours => Match(ours, [theirs]) is not null)))
        {
            Unread.Add(theirs.Name);
        }
    }

    public void Response(JsonTypeInfo? type, JsonElement? output)
    {
        if (type is null)
        {
            return;
        }

        var members = MembersOf(output);
        foreach (var ours in Wire.Shapes.Shape.Of(type).Members)
        {
            if (Match(ours, members) is { } theirs)
            {
                Type(ours.Type, model.Shape(theirs.Value), type.Options, $"response.{ours.JsonName}", reading: false);
            }
            else
            {
                Differ($"response member {ours.WireName} ({ours.Place}) is not AWS's");
            }
        }
    }

    private static List<JsonProperty> MembersOf(JsonElement? shape) =>
        shape is { } present && present.TryGetProperty("members", out var members) ? [.. members.EnumerateObject()] : [];

    private static HashSet<string> Required(JsonElement shape) =>
        shape.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];

    private static JsonProperty? Match(Member ours, List<JsonProperty> theirs)
    {
        foreach (var candidate in theirs)
        {
            var place = candidate.Value.TryGetProperty("location", out var location)
                ? location.GetString() switch { "uri" => Place.Uri, "querystring" => Place.Query, "header" => Place.Header, "statusCode" => Place.Status, _ => Place.Body }
                : Place.Body;
            var name = candidate.Value.TryGetProperty("locationName", out var wireName) ? wireName.GetString() : candidate.Name;
            if (place == ours.Place && (place == Place.Status || string.Equals(name, ours.WireName, place == Place.Header ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)))
            {
                return candidate;
            }
        }

        return null;
    }

    private void Type(Type ours, JsonElement theirs, JsonSerializerOptions options, string path, bool reading)
    {
        var plain = Nullable.GetUnderlyingType(ours) ?? ours;
        var kind = theirs.GetProperty("type").GetString();
        var fits = kind switch
        {
            "string" => plain == typeof(string),
            "character" => plain == typeof(string),
            "boolean" => plain == typeof(bool),
            "integer" or "long" => plain == typeof(int) || plain == typeof(long),
            "float" or "double" => plain == typeof(double) || plain == typeof(decimal),
            "timestamp" => plain == typeof(DateTimeOffset) || plain == typeof(string) || plain == typeof(long) || plain == typeof(double),
            "blob" => plain == typeof(byte[]) || plain == typeof(ReadOnlyMemory<byte>) || plain == typeof(string),
            "list" => options.GetTypeInfo(plain).Kind == JsonTypeInfoKind.Enumerable,
            "map" => options.GetTypeInfo(plain).Kind == JsonTypeInfoKind.Dictionary,
            "structure" => options.GetTypeInfo(plain).Kind == JsonTypeInfoKind.Object,
            _ => false,
        };
        if (!fits)
        {
            // An unparsed document (JsonElement) reads whatever comes, on purpose.
            if (plain != typeof(JsonElement))
            {
                Differ($"{path} is a {kind} with AWS, not {plain.Name}");
            }

            return;
        }

        switch (kind)
        {
            case "list":
                Type(options.GetTypeInfo(plain).ElementType!, model.Shape(theirs.GetProperty("member")), options, path + "[]", reading);
                break;
            case "map":
                Type(options.GetTypeInfo(plain).ElementType!, model.Shape(theirs.GetProperty("value")), options, path + "{}", reading);
                break;
            case "structure" when _seen.Add((path, plain)) && path.Count(c => c == '.') < 6:
                Structure(plain, theirs, options, path, reading);
                break;
        }
    }

    private void Structure(Type ours, JsonElement theirs, JsonSerializerOptions options, string path, bool reading)
    {
        var members = MembersOf(theirs);
        foreach (var property in options.GetTypeInfo(ours).Properties)
        {
            var match = members.FirstOrDefault(member => (member.Value.TryGetProperty("locationName", out var name) ? name.GetString() : member.Name) == property.Name);
            if (match.Value.ValueKind == JsonValueKind.Undefined)
            {
                Differ($"{path}.{property.Name} is not AWS's");
                continue;
            }

            Type(property.PropertyType, model.Shape(match.Value), options, $"{path}.{property.Name}", reading);
        }

        if (reading)
        {
            var read = options.GetTypeInfo(ours).Properties.Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
            Unread.AddRange(members.Select(member => member.Value.TryGetProperty("locationName", out var name) ? name.GetString()! : member.Name).Where(name => !read.Contains(name)).Select(name => $"{path["request.".Length..]}.{name}"));
        }
    }

    private void Differ(string what) => _differences.Add($"{operation}: {what}");
}
