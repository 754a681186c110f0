using System.Text.Json;
using System.Xml.Linq;

namespace Gatehouse.Conformance.Tests;

/// <summary>What came back, and the error in it whatever the protocol.</summary>
internal sealed record Answer(string Operation, int Status, string Body, string? Code, string Message)
{
    public bool IsError => Status >= 400;

    public static async Task<Answer> ReadAsync(string operation, HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var status = (int)response.StatusCode;
        if (status < 400)
        {
            return new Answer(operation, status, body, null, "");
        }

        if (response.Content.Headers.ContentType?.MediaType == "text/xml")
        {
            var error = XDocument.Parse(body).Root!.Elements().First(element => element.Name.LocalName == "Error");
            return new Answer(operation, status, body, Text("Code"), Text("Message") ?? "");

            string? Text(string name) => error.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
        }

        using var document = JsonDocument.Parse(body.Length == 0 ? "{}" : body);
        var code = response.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.First() : Member("__type");
        return new Answer(operation, status, body, code, Member("message") ?? Member("Message") ?? "");

        string? Member(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    public override string ToString() => $"{Status} {Code}: {(Message.Length > 300 ? Message[..300] + "…" : Message)}";
}
