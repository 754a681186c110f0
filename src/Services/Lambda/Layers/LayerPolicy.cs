using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gatehouse.Services.Lambda.Layers;

/// <summary>The policy of a layer's version as the JSON text that callers get.</summary>
internal static class LayerPolicy
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string versionArn, LayerStatement statement) => Write(json => Write(json, versionArn, statement));

    public static string Of(string versionArn, IReadOnlyList<LayerStatement> statements) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("Version", "2012-10-17");
        json.WriteString("Id", "default");
        json.WriteStartArray("Statement");
        foreach (var statement in statements)
        {
            Write(json, versionArn, statement);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string versionArn, LayerStatement statement)
    {
        json.WriteStartObject();
        json.WriteString("Sid", statement.Sid);
        json.WriteString("Effect", "Allow");
        if (statement.Principal == "*")
        {
            json.WriteString("Principal", "*");
        }
        else
        {
            json.WriteStartObject("Principal");
            json.WriteString("AWS", statement.Principal.StartsWith("arn:", StringComparison.Ordinal) ? statement.Principal : $"arn:aws:iam::{statement.Principal}:root");
            json.WriteEndObject();
        }

        json.WriteString("Action", "lambda:GetLayerVersion");
        json.WriteString("Resource", versionArn);
        if (statement.OrganizationId is { } organization)
        {
            json.WriteStartObject("Condition");
            json.WriteStartObject("StringEquals");
            json.WriteString("aws:PrincipalOrgID", organization);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
