using System.Net;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Gatehouse.Wire;
using Gatehouse.Wire.Shapes;

namespace Gatehouse.Conformance.Tests;

/// <summary>Requests that nobody should send, made from an operation's own members.</summary>
internal sealed class Probes(Oracle oracle, Operation operation)
{
    // JSON texts that fit no type, or stretch one.
    private static readonly string[] OddValues =
        ["null", "true", "-1", "99999999999999999999", "1.5e300", "\"\"", "\"\\u0000\\u001f\"", "\"../../etc/passwd\"", "\"${jndi:x}{{}}\"", "[]", "[[[]]]", "[null]", "{}", "{\"a\":{\"a\":{}}}"];

    private static readonly string Long = $"\"{new string('x', 6000)}\"";

    public IEnumerable<Probe> All()
    {
        if (operation.RequestType is not { } type)
        {
            foreach (var body in new[] { "", "{", "\0\0\0", Long })
            {
                yield return Rest(body);
            }

            yield break;
        }

        var members = Shape.Of(type).Members;
        yield return Build(members, []);
        yield return Broken("{");
        yield return Broken("[1,2");
        foreach (var member in members)
        {
            foreach (var value in OddValues.Append(Long))
            {
                yield return Build(members, new Dictionary<string, string> { [member.JsonName] = value });
            }
        }
    }

    private Probe Broken(string body) => oracle.IsRest ? Rest(body) : oracle.IsQuery ? Form($"Action={operation.Name}&=&.=&%=%&{body}") : Json(body);

    private Probe Build(IReadOnlyList<Member> members, Dictionary<string, string> odd)
    {
        if (oracle.IsQuery)
        {
            var pairs = members.Select(member => $"{member.WireName}={WebUtility.UrlEncode(odd.TryGetValue(member.JsonName, out var value) ? value.Trim('"') : "probe")}");
            return Form($"Action={operation.Name}&{string.Join('&', pairs)}");
        }

        var body = members.Where(member => member.Place == Place.Body).Select(member => $"\"{member.JsonName}\":{(odd.TryGetValue(member.JsonName, out var value) ? value : Plain(member.Type))}");
        var document = $"{{{string.Join(',', body)}}}";
        if (!oracle.IsRest)
        {
            return Json(document);
        }

        var query = members.Where(member => member.Place == Place.Query).Select(member => $"{member.WireName}={Uri.EscapeDataString(odd.TryGetValue(member.JsonName, out var value) ? value.Trim('"') : "probe")}");
        return Rest(document, string.Join('&', query), label => odd.TryGetValue(members.FirstOrDefault(member => member.WireName == label)?.JsonName ?? "", out var value) ? value.Trim('"') : "probe");
    }

    /// <summary>A value of the right type.</summary>
    private string Plain(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return operation.RequestType!.Options.GetTypeInfo(type).Kind switch
        {
            JsonTypeInfoKind.Enumerable => "[]",
            JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Object => "{}",
            _ when plain == typeof(bool) => "false",
            _ when plain == typeof(string) => "\"probe\"",
            _ => "1",
        };
    }

    private Probe Rest(string body, string query = "", Func<string, string>? label = null)
    {
        var uri = operation.Spec.Uri;
        var path = string.Join('/', uri.Split('?')[0].Split('/').Select(segment => segment.StartsWith('{') ? Uri.EscapeDataString(label?.Invoke(segment.Trim('{', '}', '+')) is { Length: > 0 } text ? text : "probe") : segment));
        var literal = uri.Contains('?', StringComparison.Ordinal) ? uri.Split('?')[1] : null;
        var all = string.Join('&', new[] { literal, query }.Where(part => !string.IsNullOrEmpty(part)));
        return new Probe(new HttpMethod(operation.Spec.Method), all.Length == 0 ? path : $"{path}?{all}", body, "application/json", null);
    }

    private Probe Json(string body) => new(HttpMethod.Post, "/", body, "application/x-amz-json-1.1", $"{oracle.Model.Metadata.GetProperty("targetPrefix").GetString()}.{operation.Name}");

    private static Probe Form(string body) => new(HttpMethod.Post, "/", body, "application/x-www-form-urlencoded", null);
}

internal sealed record Probe(HttpMethod Method, string Path, string Body, string ContentType, string? Target)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public HttpContent? Content => Method == HttpMethod.Get || Method == HttpMethod.Delete ? null : new StringContent(Body, Encoding.UTF8, ContentType);

    public override string ToString() => $"{Method} {Path} {Target} {(Body.Length > 300 ? Body[..300] + "…" : Body)}";
}
