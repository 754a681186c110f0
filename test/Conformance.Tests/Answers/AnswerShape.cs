using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Gatehouse.Conformance.Tests.Constraints;

namespace Gatehouse.Conformance.Tests.Answers;

/// <summary>Compares an answer with the shape that AWS's model gives it: members, types, enums, bounds, what is required.</summary>
internal sealed class AnswerShape(Oracle oracle)
{
    /// <summary>The answer's members as JSON, with what is wrong with them.</summary>
    public (JsonNode? Members, IReadOnlyList<string> Faults) Read(Answer answer)
    {
        var operation = oracle.Model.Operation(answer.Operation)!.Value;
        var faults = new List<string>();
        if (oracle.Model.Output(operation) is not { } output)
        {
            return (null, oracle.IsQuery || answer.Body is "" or "{}" ? [] : [$"there is a body, and AWS has none: {answer.Body}"]);
        }

        // A payload is whatever the function or file holds.
        if (output.TryGetProperty("payload", out _))
        {
            return (null, []);
        }

        var members = oracle.IsQuery ? FromXml(XDocument.Parse(answer.Body).Root!, operation, output) : JsonNode.Parse(answer.Body.Length == 0 ? "{}" : answer.Body)!;
        Structure(members, output, answer.Operation, faults);
        return (members, faults);
    }

    private void Check(JsonNode? value, JsonElement reference, string path, List<string> faults)
    {
        var shape = oracle.Model.Shape(reference);
        var limits = Limits.Of(shape);
        if (value is null)
        {
            faults.Add($"{path} is null");
            return;
        }

        var kind = value.GetValueKind();
        var fits = limits.Type switch
        {
            "structure" or "map" => kind == JsonValueKind.Object,
            "list" => kind == JsonValueKind.Array,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "integer" or "long" => kind == JsonValueKind.Number && value.AsValue().TryGetValue<long>(out _),
            "float" or "double" => kind == JsonValueKind.Number,
            "timestamp" => kind == (oracle.IsQuery ? JsonValueKind.String : JsonValueKind.Number),
            _ => kind == JsonValueKind.String,
        };
        if (!fits)
        {
            faults.Add($"{path} is a {limits.Type} with AWS, not {value.ToJsonString()}");
            return;
        }

        switch (limits.Type)
        {
            case "structure":
                Structure(value, shape, path, faults);
                break;
            case "map":
                foreach (var (key, item) in value.AsObject())
                {
                    Check(JsonValue.Create(key), shape.GetProperty("key"), path + "{key}", faults);
                    Check(item, shape.GetProperty("value"), $"{path}.{key}", faults);
                }

                break;
            case "list":
                foreach (var item in value.AsArray())
                {
                    Check(item, shape.GetProperty("member"), path + "[]", faults);
                }

                break;
            case "string" when limits.Enum is not null:
                if (!limits.Enum.Contains(value.GetValue<string>()))
                {
                    faults.Add($"{path} is '{value}', which is no value of the enum [{string.Join(", ", limits.Enum)}]");
                }

                return;
        }

        var size = limits switch
        {
            { Type: "string" } => value.GetValue<string>().Length,
            { Type: "list" } => value.AsArray().Count,
            { Type: "map" } => value.AsObject().Count,
            { Type: "integer" or "long" } => value.GetValue<long>(),
            _ => (long?)null,
        };
        if (size < limits.Min || size > limits.Max || (limits.Type == "string" && !limits.Matches(value.GetValue<string>())))
        {
            faults.Add($"{path} is {value.ToJsonString()}, outside {limits.Min}..{limits.Max} {limits.Pattern}");
        }
    }

    private void Structure(JsonNode value, JsonElement shape, string path, List<string> faults)
    {
        var known = new Dictionary<string, JsonElement>();
        foreach (var member in shape.GetProperty("members").EnumerateObject().Where(member => !member.Value.TryGetProperty("location", out _)))
        {
            // In XML and Json 1.1 alike the name on the wire is the member's own, unless the model says otherwise.
            known[member.Value.TryGetProperty("locationName", out var name) ? name.GetString()! : member.Name] = member.Value;
            if (shape.TryGetProperty("required", out var required) && required.EnumerateArray().Any(name => name.GetString() == member.Name)
                && !value.AsObject().ContainsKey(member.Value.TryGetProperty("locationName", out name) ? name.GetString()! : member.Name))
            {
                faults.Add($"{path} lacks {member.Name}, which AWS always answers");
            }
        }

        foreach (var (name, member) in value.AsObject())
        {
            if (known.TryGetValue(name, out var reference))
            {
                Check(member, reference, $"{path}.{name}", faults);
            }
            else
            {
                faults.Add($"{path}.{name} is not AWS's");
            }
        }
    }

    private JsonNode FromXml(XElement root, JsonElement operation, JsonElement output)
    {
        var wrapper = operation.GetProperty("output").TryGetProperty("resultWrapper", out var name) ? name.GetString()! : "";
        return FromXml(root.Elements().First(element => element.Name.LocalName == wrapper), output)!;
    }

    private JsonNode? FromXml(XElement element, JsonElement shape)
    {
        switch (shape.GetProperty("type").GetString())
        {
            case "structure":
                var members = new JsonObject();
                foreach (var child in element.Elements())
                {
                    members[child.Name.LocalName] = shape.GetProperty("members").TryGetProperty(child.Name.LocalName, out var member) ? FromXml(child, oracle.Model.Shape(member)) : child.Value;
                }

                return members;
            case "list":
                return new JsonArray([.. element.Elements().Select(item => FromXml(item, oracle.Model.Shape(shape.GetProperty("member"))))]);
            case "map":
                var entries = element.Elements().Select(entry => entry.Elements().ToArray());
                return new JsonObject(entries.Select(entry => KeyValuePair.Create(entry[0].Value, FromXml(entry[1], oracle.Model.Shape(shape.GetProperty("value"))))));
            case "boolean" or "integer" or "long" or "float" or "double":
                return JsonNode.Parse(element.Value);
            default:
                return JsonValue.Create(element.Value);
        }
    }
}
