using System.Text;
using System.Text.Json;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Wire.Query;

/// <summary>The query protocol of IAM and STS: a form in, XML out. See https://smithy.io/2.0/aws/protocols/aws-query-protocol.html.</summary>
internal sealed class QueryProtocol(string xmlNamespace, string version, ErrorStyle errors) : IProtocol
{
    private const int MaxBodyBytes = 1024 * 1024;

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, CheckCharacters = false };

    public ErrorStyle Errors => errors;

    /// <summary>The date by which requests name the service's API.</summary>
    public string Version => version;

    public async ValueTask<Target> FindAsync(ServiceDefinition service, HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http, MaxBodyBytes);
        var form = Form.Parse(body.Span, http.Request.QueryString.Value);
        if (form.Find("Action")?.Value is not { Length: > 0 } action)
        {
            throw WireErrors.MissingAction();
        }

        if (service.ByName.TryGetValue(action, out var operation))
        {
            return new Target(operation, action) { Form = form };
        }

        return service.MissingNames.Contains(action)
            ? new Target(null, action) { Form = form }
            : throw WireErrors.InvalidAction(action, form.Find("Version")?.Value ?? version);
    }

    public ValueTask<object> ReadAsync(Target target, TypedOperation operation, HttpContext http) =>
        new(Documents.Read(operation, errors, writer => FormReader.WriteMembers(writer, operation.Request.Type, target.Form!)));

    public ValueTask WriteAsync(TypedOperation operation, object result, HttpContext http, Call call)
    {
        using var document = operation.Response is { } shape ? JsonSerializer.SerializeToDocument(result, shape.Type) : null;
        return SendAsync(http, 200, xml =>
        {
            xml.WriteStartElement(operation.Name + "Response", xmlNamespace);
            if (document is not null)
            {
                xml.WriteStartElement(operation.Name + "Result");
                XmlResult.Write(xml, document.RootElement, operation.Response!.Type);
                xml.WriteEndElement();
            }

            xml.WriteStartElement("ResponseMetadata");
            xml.WriteElementString("RequestId", call.RequestId);
            xml.WriteEndElement();
            xml.WriteEndElement();
        });
    }

    public ValueTask WriteErrorAsync(AwsException error, HttpContext http, string requestId) =>
        SendAsync(http, error.Status, xml =>
        {
            xml.WriteStartElement("ErrorResponse", xmlNamespace);
            xml.WriteStartElement("Error");
            xml.WriteElementString("Type", error.Status >= 500 ? "Receiver" : "Sender");
            // The query services name these two without the suffix that the others give them.
            xml.WriteElementString("Code", error.Code is "MissingAuthenticationTokenException" or "IncompleteSignatureException" ? error.Code[..^"Exception".Length] : error.Code);
            xml.WriteElementString("Message", XmlResult.Text(error.Text ?? ""));
            xml.WriteEndElement();
            xml.WriteElementString("RequestId", requestId);
            xml.WriteEndElement();
        });

    private static ValueTask SendAsync(HttpContext http, int status, Action<XmlWriter> write)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/xml";
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
        {
            write(xml);
        }

        return Documents.SendAsync(http, stream.ToArray());
    }
}
