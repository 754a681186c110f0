using System.Text.Json;
using Gatehouse.Wire.Shapes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gatehouse.Wire.RestJson;

/// <summary>The rest-json protocol: operations by method and URI, members in path, query, headers and a JSON body. See https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html.</summary>
internal sealed class RestJsonProtocol(ErrorStyle errors) : IProtocol
{
    public ErrorStyle Errors => errors;

    public ValueTask<Target> FindAsync(ServiceDefinition service, HttpContext http)
    {
        var path = RawPath(http);
        return service.Routes.Find(http.Request.Method, path, http.Request.QueryString.Value ?? "") is { } target
            ? new(target)
            : throw WireErrors.UnknownOperation($"{http.Request.Method} {path}");
    }

    public async ValueTask<object> ReadAsync(Target target, TypedOperation operation, HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http, operation.Spec.MaxBodyBytes, operation.Name);
        using var document = body.IsEmpty ? null : Documents.Parse(body, errors);
        return Documents.Read(operation, errors, writer =>
        {
            foreach (var member in operation.Request.Members)
            {
                Write(writer, member, target, http.Request, document?.RootElement);
            }
        });
    }

    public ValueTask WriteAsync(TypedOperation operation, object result, HttpContext http, Call call)
    {
        http.Response.StatusCode = operation.Spec.Status;
        if (operation.Response is not { } shape)
        {
            http.Response.ContentLength = 0;
            return default;
        }

        http.Response.ContentType = "application/json";
        var bytes = JsonSerializer.SerializeToUtf8Bytes(result, shape.Type);
        return Documents.SendAsync(http, shape.HasBoundMembers ? BoundMembers.Unfold(bytes, shape, http.Response) : bytes);
    }

    public ValueTask WriteErrorAsync(AwsException error, HttpContext http, string requestId)
    {
        http.Response.StatusCode = error.Status;
        http.Response.ContentType = "application/json";
        http.Response.Headers["x-amzn-ErrorType"] = error.Code;
        if (error.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        // ValidationException has no Type, also in Lambda (recorded from AWS).
        var type = errors.WithType && error.Code != "ValidationException" ? (error.Status >= 500 ? "Service" : "User") : null;
        return Documents.SendAsync(http, ErrorDocument.Write(error, type, ("message", "Message")));
    }

    /// <summary>The path as it was sent, without its query.</summary>
    private static string RawPath(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (string.IsNullOrEmpty(target) || target[0] != '/')
        {
            return http.Request.Path.Value ?? "/";
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? target : target[..question];
    }

    private static void Write(Utf8JsonWriter writer, Member member, Target target, HttpRequest request, JsonElement? body)
    {
        switch (member.Place)
        {
            case Place.Uri when target.Labels.TryGetValue(member.WireName, out var label):
                writer.WritePropertyName(member.JsonName);
                Member.WriteScalar(writer, member.Type, label);
                break;
            case Place.Query when request.Query.TryGetValue(member.WireName, out var values):
                writer.WritePropertyName(member.JsonName);
                BoundMembers.WriteValues(writer, member, values);
                break;
            case Place.Header when request.Headers.TryGetValue(member.WireName, out var values):
                writer.WritePropertyName(member.JsonName);
                BoundMembers.WriteValues(writer, member, values);
                break;
            case Place.Body when body is { } document && document.TryGetProperty(member.JsonName, out var value) && value.ValueKind != JsonValueKind.Null:
                writer.WritePropertyName(member.JsonName);
                value.WriteTo(writer);
                break;
        }
    }
}
