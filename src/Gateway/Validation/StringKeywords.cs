using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text.Json;

namespace Gatehouse.Gateway.Validation;

/// <summary>What a schema asks of strings. Lengths are counted in characters, not in UTF-16's halves of some.</summary>
internal static class StringKeywords
{
    public static void Add(JsonElement schema, Schema into)
    {
        if (schema.TryGetProperty("minLength", out var least))
        {
            var minimum = least.GetInt32();
            OnStrings(into, (text, run) =>
            {
                if (Length(text) is var length && length < minimum)
                {
                    run.Add($"string \"{text}\" is too short (length: {length}, required minimum: {minimum})");
                }
            });
        }

        if (schema.TryGetProperty("maxLength", out var most))
        {
            var maximum = most.GetInt32();
            OnStrings(into, (text, run) =>
            {
                if (Length(text) is var length && length > maximum)
                {
                    run.Add($"string \"{text}\" is too long (length: {length}, maximum allowed: {maximum})");
                }
            });
        }

        if (schema.TryGetProperty("pattern", out var pattern))
        {
            var expression = new SchemaPattern(pattern.GetString()!);
            OnStrings(into, (text, run) =>
            {
                if (!expression.IsMatch(text))
                {
                    run.Add($"ECMA 262 regex \"{expression}\" does not match input string \"{text}\"");
                }
            });
        }

        if (schema.TryGetProperty("format", out var format) && FormatOf(format.GetString()!) is var (name, isValid))
        {
            OnStrings(into, (text, run) =>
            {
                if (!isValid(text))
                {
                    run.Add($"string \"{text}\" is not a valid {name}");
                }
            });
        }
    }

    private static void OnStrings(Schema into, Action<string, SchemaRun> check) => into.Add((value, run) =>
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            check(value.GetString()!, run);
        }
    });

    private static int Length(string text) => text.EnumerateRunes().Count();

    // The formats of draft 4; others are not looked at.
    private static (string Name, Func<string, bool> IsValid)? FormatOf(string format) => format switch
    {
        "date-time" => ("date-time", text => text.Length > 10 && text[10] == 'T' && text.AsSpan(10).ContainsAny("Z+-")
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)),
        "email" => ("email address", text => MailAddress.TryCreate(text, out var address) && address.Address == text),
        "ipv4" => ("IPv4 address", text => text.Count(character => character == '.') == 3 && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork),
        "ipv6" => ("IPv6 address", text => text.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6),
        "uri" => ("URI", text => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _) && !text.Contains(' ', StringComparison.Ordinal)),
        "hostname" => ("hostname", text => Uri.CheckHostName(text) == UriHostNameType.Dns),
        _ => null,
    };
}
