using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gatehouse.Services.Lambda.Permissions;

/// <summary>Statements as the JSON text that callers get.</summary>
internal static class PolicyDocument
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IReadOnlyList<PolicyStatement> statements) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("Version", "2012-10-17");
        json.WriteString("Id", "default");
        json.WriteStartArray("Statement");
        foreach (var statement in statements)
        {
            Write(json, statement);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static string Of(PolicyStatement statement) => Write(json => Write(json, statement));

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, PolicyStatement statement)
    {
        json.WriteStartObject();
        json.WriteString("Sid", statement.Sid);
        json.WriteString("Effect", "Allow");
        WritePrincipal(json, statement.Principal);
        json.WriteString("Action", statement.Action);
        json.WriteString("Resource", statement.Resource);
        WriteConditions(json, statement);
        json.WriteEndObject();
    }

    private static void WritePrincipal(Utf8JsonWriter json, string principal)
    {
        if (principal == "*")
        {
            json.WriteString("Principal", "*");
            return;
        }

        json.WriteStartObject("Principal");
        if (principal.StartsWith("arn:", StringComparison.Ordinal))
        {
            json.WriteString("AWS", principal);
        }
        else if (principal.Length == 12 && principal.All(char.IsAsciiDigit))
        {
            json.WriteString("AWS", $"arn:aws:iam::{principal}:root");
        }
        else
        {
            json.WriteString("Service", principal);
        }

        json.WriteEndObject();
    }

    private static void WriteConditions(Utf8JsonWriter json, PolicyStatement statement)
    {
        (string Key, string? Value)[] equals =
        [
            ("AWS:SourceAccount", statement.SourceAccount),
            ("aws:PrincipalOrgID", statement.PrincipalOrgId),
            ("lambda:EventSourceToken", statement.EventSourceToken),
            ("lambda:FunctionUrlAuthType", statement.FunctionUrlAuthType),
        ];
        var anyEquals = equals.Any(condition => condition.Value is not null);
        if (!anyEquals && statement.SourceArn is null && statement.InvokedViaFunctionUrl is null)
        {
            return;
        }

        json.WriteStartObject("Condition");
        if (anyEquals)
        {
            json.WriteStartObject("StringEquals");
            foreach (var (key, value) in equals)
            {
                if (value is not null)
                {
                    json.WriteString(key, value);
                }
            }

            json.WriteEndObject();
        }

        if (statement.SourceArn is not null)
        {
            WriteCondition(json, "ArnLike", "AWS:SourceArn", statement.SourceArn);
        }

        if (statement.InvokedViaFunctionUrl is { } viaUrl)
        {
            WriteCondition(json, "Bool", "lambda:InvokedViaFunctionUrl", viaUrl ? "true" : "false");
        }

        json.WriteEndObject();
    }

    private static void WriteCondition(Utf8JsonWriter json, string operation, string key, string value)
    {
        json.WriteStartObject(operation);
        json.WriteString(key, value);
        json.WriteEndObject();
    }
}
