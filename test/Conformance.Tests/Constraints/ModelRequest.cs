using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gatehouse.Wire;

namespace Gatehouse.Conformance.Tests.Constraints;

/// <summary>Turns members, under the names that SDKs give them, into a request on the wire of the service's protocol.</summary>
internal sealed class ModelRequest(Oracle oracle, string operation)
{
    private readonly JsonElement _operation = oracle.Model.Operation(operation)!.Value;
    private readonly SampleValues _samples = new(oracle.Model);

    public JsonObject Minimal()
    {
        var request = oracle.Model.Input(_operation) is { } input ? _samples.Structure(input) : [];
        if (operation == "CreateFunction")
        {
            // Only functions from images are served, and a model cannot say so.
            request["PackageType"] = "Image";
            request["Code"] = new JsonObject { ["ImageUri"] = "000000000000.dkr.ecr.us-east-1.amazonaws.com/probe:1" };
        }

        return request;
    }

    /// <summary>A plausible request in which only the given member has the given value.</summary>
    public JsonObject With(ConstrainedMember member, JsonNode value)
    {
        var request = Minimal();
        request[member.Path[0]] = Place(member, 0, value);
        return request;
    }

    public Probe Render(JsonObject request)
    {
        var metadata = oracle.Model.Metadata;
        switch (metadata.GetProperty("protocol").GetString())
        {
            case "json":
                return new Probe(HttpMethod.Post, "/", request.ToJsonString(), "application/x-amz-json-1.1", $"{metadata.GetProperty("targetPrefix").GetString()}.{operation}");
            case "query":
                var pairs = new List<string> { $"Action={operation}" };
                Flatten(request, "", pairs);
                return new Probe(HttpMethod.Post, "/", string.Join('&', pairs), "application/x-www-form-urlencoded", null);
            default:
                return Rest(request);
        }
    }

    private JsonNode Place(ConstrainedMember member, int index, JsonNode value)
    {
        if (index == member.Path.Count - 1)
        {
            return value;
        }

        var shape = oracle.Model.Shape(member.References[index]);
        var step = member.Path[index + 1];
        switch (step)
        {
            case ConstrainedMember.Item:
                var items = _samples.Of(member.References[index]).AsArray();
                items[0] = Place(member, index + 1, value);
                return items;
            case ConstrainedMember.Key:
                return new JsonObject { [value.GetValue<string>()] = _samples.Of(shape.GetProperty("value")) };
            case ConstrainedMember.Value:
                return new JsonObject { [SampleValues.Text(oracle.Model.Shape(shape.GetProperty("key")))] = Place(member, index + 1, value) };
            default:
                var structure = _samples.Structure(shape);
                structure[step] = Place(member, index + 1, value);
                return structure;
        }
    }

    private Probe Rest(JsonObject request)
    {
        var http = _operation.GetProperty("http");
        var path = http.GetProperty("requestUri").GetString()!;
        var query = new List<string>();
        var headers = new Dictionary<string, string>();
        var body = new JsonObject();
        string? payload = null;
        var input = oracle.Model.Input(_operation);
        foreach (var (name, value) in request)
        {
            var member = input!.Value.GetProperty("members").GetProperty(name);
            var wireName = member.TryGetProperty("locationName", out var given) ? given.GetString()! : name;
            switch (member.TryGetProperty("location", out var location) ? location.GetString() : null)
            {
                case "uri":
                    path = path.Replace($"{{{wireName}}}", Uri.EscapeDataString(Scalar(value)), StringComparison.Ordinal).Replace($"{{{wireName}+}}", Uri.EscapeDataString(Scalar(value)), StringComparison.Ordinal);
                    break;
                case "querystring" when value is JsonArray items:
                    query.AddRange(items.Select(item => $"{wireName}={Uri.EscapeDataString(Scalar(item))}"));
                    break;
                case "querystring" when value is JsonObject pairs:
                    query.AddRange(pairs.Select(pair => $"{pair.Key}={Uri.EscapeDataString(Scalar(pair.Value))}"));
                    break;
                case "querystring":
                    query.Add($"{wireName}={Uri.EscapeDataString(Scalar(value))}");
                    break;
                case "header" or "headers":
                    headers[wireName] = Scalar(value);
                    break;
                case null when input.Value.TryGetProperty("payload", out var whole) && whole.GetString() == name:
                    payload = Scalar(value);
                    break;
                default:
                    body[wireName] = Renamed(member, value);
                    break;
            }
        }

        var separator = path.Contains('?', StringComparison.Ordinal) ? "&" : "?";
        return new Probe(
            new HttpMethod(http.GetProperty("method").GetString()!),
            query.Count == 0 ? path : path + separator + string.Join('&', query),
            payload ?? body.ToJsonString(),
            "application/json",
            null) { Headers = headers };
    }

    /// <summary>Nested members may have another name on the wire too.</summary>
    private JsonNode? Renamed(JsonElement reference, JsonNode? value)
    {
        var shape = oracle.Model.Shape(reference);
        switch (value)
        {
            case JsonObject members when shape.GetProperty("type").GetString() == "structure":
                var renamed = new JsonObject();
                foreach (var (name, inner) in members)
                {
                    var member = shape.GetProperty("members").GetProperty(name);
                    renamed[member.TryGetProperty("locationName", out var given) ? given.GetString()! : name] = Renamed(member, inner);
                }

                return renamed;
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Renamed(shape.GetProperty("member"), item))]);
            default:
                return value?.DeepClone();
        }
    }

    private static void Flatten(JsonNode? node, string prefix, List<string> pairs)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    Flatten(value, prefix.Length == 0 ? name : $"{prefix}.{name}", pairs);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    Flatten(items[i], $"{prefix}.member.{i + 1}", pairs);
                }

                break;
            default:
                pairs.Add($"{prefix}={WebUtility.UrlEncode(Scalar(node))}");
                break;
        }
    }

    private static string Scalar(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : value?.ToJsonString() ?? "";
}
