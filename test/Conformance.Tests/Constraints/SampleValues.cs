using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gatehouse.Conformance.Tests.Constraints;

/// <summary>Values that AWS's model allows, made from the shapes themselves: the smallest plausible request.</summary>
internal sealed class SampleValues(AwsModel model)
{
    // One of these fits every pattern of the operations that we have; the first that fits is taken.
    private static readonly string[] Texts =
    [
        "probe", "arn:aws:iam::123456789012:role/probe", "1", "200", "123456789012", "/", "/probe/", "v1", "$LATEST", "ALL", "*", "lambda:InvokeFunction", "lambda:GetLayerVersion", "/mnt/probe",
        "sha256:" + new string('0', 64), new string('0', 64), "12345678-1234-1234-1234-123456789012", "o-1234567890", "probe.amazonaws.com",
        "arn:aws:lambda:us-east-1:123456789012:function:probe",
        "arn:aws:lambda:us-east-1:123456789012:layer:probe:1", "arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-01234567890123456",
        "arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-01234567890123456", "arn:aws:lambda:us-east-1:123456789012:capacity-provider:probe",
        "123456", "token-of-a-long-enough-text-to-be-one", "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/probe",
    ];

    /// <summary>A value of the shape: structures with what they require, lists and maps with one element or as many as they must have.</summary>
    public JsonNode Of(JsonElement reference)
    {
        var shape = model.Shape(reference);
        switch (shape.GetProperty("type").GetString())
        {
            case "structure":
                var structure = Structure(shape);
                if (structure.Count == 0 && shape.GetProperty("members").EnumerateObject().FirstOrDefault() is { Value.ValueKind: JsonValueKind.Object } first)
                {
                    // A form cannot carry a structure without members.
                    structure[first.Name] = Of(first.Value);
                }

                return structure;
            case "list":
                var items = new JsonArray();
                for (var i = 0; i < Math.Max(1, Bound(shape, "min") ?? 1); i++)
                {
                    items.Add(Of(shape.GetProperty("member")));
                }

                return items;
            case "map":
                return new JsonObject { [Text(model.Shape(shape.GetProperty("key")))] = Of(shape.GetProperty("value")) };
            case "boolean":
                return JsonValue.Create(false);
            case "integer" or "long" or "float" or "double":
                return JsonValue.Create(Bound(shape, "min") ?? 1);
            case "timestamp":
                return JsonValue.Create(1_700_000_000);
            case "blob":
                return JsonValue.Create("AAAA");
            default:
                return JsonValue.Create(Text(shape));
        }
    }

    public JsonElement ShapeOf(JsonElement reference) => model.Shape(reference);

    public JsonElement ItemOf(JsonElement list) => model.Shape(list).GetProperty("member");

    public JsonElement ValueOf(JsonElement map) => model.Shape(map).GetProperty("value");

    public JsonObject Structure(JsonElement shape)
    {
        var made = new JsonObject();
        foreach (var required in shape.TryGetProperty("required", out var names) ? names.EnumerateArray() : default)
        {
            made[required.GetString()!] = Of(shape.GetProperty("members").GetProperty(required.GetString()!));
        }

        return made;
    }

    public static string Text(JsonElement shape)
    {
        if (shape.TryGetProperty("enum", out var values))
        {
            return values[0].GetString()!;
        }

        var limits = Limits.Of(shape);
        var least = (int)(limits.Min ?? 0);
        return Texts.Concat(Texts.Select(text => text.PadRight(least, 'x'))).FirstOrDefault(text => text.Length >= least && text.Length <= (limits.Max ?? long.MaxValue) && limits.Matches(text))
            ?? throw new InvalidOperationException($"No sample text fits {shape}: add one.");
    }

    private static long? Bound(JsonElement shape, string name) => shape.TryGetProperty(name, out var bound) ? (long)bound.GetDouble() : null;
}
