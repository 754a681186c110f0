using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Wire.Json11;

/// <summary>The JSON 1.1 protocol: everything is a POST to <c>/</c>, the operation is in <c>X-Amz-Target</c>. See https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html.</summary>
internal sealed class Json11Protocol(string targetPrefix, ErrorStyle errors) : IProtocol
{
    private const string ContentType = "application/x-amz-json-1.1";

    public string TargetPrefix => targetPrefix;

    public ErrorStyle Errors => errors;

    public ValueTask<Target> FindAsync(ServiceDefinition service, HttpContext http)
    {
        var target = http.Request.Headers["X-Amz-Target"].ToString();
        var name = target.StartsWith(targetPrefix + ".", StringComparison.Ordinal) ? target[(targetPrefix.Length + 1)..] : null;
        if (name is not null && service.ByName.TryGetValue(name, out var operation))
        {
            return new(new Target(operation, name));
        }

        return name is not null && service.MissingNames.Contains(name)
            ? new(new Target(null, name))
            : throw new AwsException("UnknownOperationException", 400, $"There is no operation for the X-Amz-Target '{target}'.");
    }

    public async ValueTask<object> ReadAsync(Target target, TypedOperation operation, HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http, operation.Spec.MaxBodyBytes);
        using var document = body.IsEmpty ? null : Documents.Parse(body, errors);
        return Documents.Read(operation, errors, writer =>
        {
            foreach (var member in operation.Request.Members)
            {
                if (document is not null && document.RootElement.TryGetProperty(member.JsonName, out var value) && value.ValueKind != JsonValueKind.Null)
                {
                    writer.WritePropertyName(member.JsonName);
                    value.WriteTo(writer);
                }
            }
        });
    }

    public ValueTask WriteAsync(TypedOperation operation, object result, HttpContext http, Call call)
    {
        http.Response.ContentType = ContentType;
        return Documents.SendAsync(http, operation.Response is { } shape ? JsonSerializer.SerializeToUtf8Bytes(result, shape.Type) : "{}"u8.ToArray());
    }

    public ValueTask WriteErrorAsync(AwsException error, HttpContext http, string requestId)
    {
        // Client faults are 400 in this protocol, whatever the code would be elsewhere; 501 keeps Terraform from retrying.
        http.Response.StatusCode = error.Status >= 500 ? error.Status : error.Status == 413 ? 413 : 400;
        http.Response.ContentType = ContentType;
        return Documents.SendAsync(http, ErrorDocument.Write(error, type: null, ("message", "message"), typeMember: "__type"));
    }
}
