using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Gatehouse.Access.Policies;

/// <summary>One operator on one key. See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html.</summary>
internal sealed record PolicyCondition(string Operator, string Key, string[] Values)
{
    private const string IfExists = "IfExists";

    private readonly bool _ifExists = Operator.EndsWith(IfExists, StringComparison.Ordinal);
    private readonly string _operator = Operator.EndsWith(IfExists, StringComparison.Ordinal) ? Operator[..^IfExists.Length] : Operator;
    private readonly string _key = Key.ToLowerInvariant();

    public static bool TryParse(JsonElement json, out PolicyCondition[] conditions)
    {
        conditions = [];
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(block => block.Value.ValueKind != JsonValueKind.Object))
        {
            return false;
        }

        conditions =
        [
            .. json.EnumerateObject().SelectMany(block => block.Value.EnumerateObject().Select(pair =>
                new PolicyCondition(block.Name, pair.Name, PolicyText.Of(pair.Value)))),
        ];
        return Array.TrueForAll(conditions, condition => condition.Values.Length > 0);
    }

    public PolicyMatch Holds(IPolicyContext context)
    {
        // Variables are replaced by AWS; here nothing says by what.
        if (!context.TryFind(_key, out var actual) || Array.Exists(Values, value => value.Contains("${", StringComparison.Ordinal)))
        {
            return PolicyMatch.Unclear;
        }

        if (_operator == "Null")
        {
            return Array.Exists(Values, value => value.Equals(actual is null ? "true" : "false", StringComparison.OrdinalIgnoreCase)) ? PolicyMatch.Yes : PolicyMatch.No;
        }

        var (matches, negated) = Comparison();
        if (matches is null)
        {
            return PolicyMatch.Unclear;
        }

        if (actual is null)
        {
            return negated || _ifExists ? PolicyMatch.Yes : PolicyMatch.No;
        }

        var any = false;
        foreach (var value in Values)
        {
            if (matches(value, actual) is not { } match)
            {
                return PolicyMatch.Unclear;
            }

            any |= match;
        }

        return any != negated ? PolicyMatch.Yes : PolicyMatch.No;
    }

    public override string ToString() => $"{Operator} on {Key}";

    /// <summary>How a wanted and an actual value compare (null: not at all), and whether none of the wanted ones may match.</summary>
    private (Func<string, string, bool?>? Matches, bool Negated) Comparison() => _operator switch
    {
        "StringEquals" => (Same, false),
        "StringNotEquals" => (Same, true),
        "StringEqualsIgnoreCase" => (SameIgnoringCase, false),
        "StringNotEqualsIgnoreCase" => (SameIgnoringCase, true),
        "StringLike" => (Like, false),
        "StringNotLike" => (Like, true),
        "Bool" => (SameIgnoringCase, false),
        "IpAddress" => (Contains, false),
        "NotIpAddress" => (Contains, true),
        "NumericEquals" => (Numbers(order => order == 0), false),
        "NumericNotEquals" => (Numbers(order => order == 0), true),
        "NumericLessThan" => (Numbers(order => order < 0), false),
        "NumericLessThanEquals" => (Numbers(order => order <= 0), false),
        "NumericGreaterThan" => (Numbers(order => order > 0), false),
        "NumericGreaterThanEquals" => (Numbers(order => order >= 0), false),
        "DateEquals" => (Dates(order => order == 0), false),
        "DateNotEquals" => (Dates(order => order == 0), true),
        "DateLessThan" => (Dates(order => order < 0), false),
        "DateLessThanEquals" => (Dates(order => order <= 0), false),
        "DateGreaterThan" => (Dates(order => order > 0), false),
        "DateGreaterThanEquals" => (Dates(order => order >= 0), false),
        _ => (null, false),
    };

    private static bool? Same(string wanted, string actual) => wanted == actual;

    private static bool? SameIgnoringCase(string wanted, string actual) => wanted.Equals(actual, StringComparison.OrdinalIgnoreCase);

    private static bool? Like(string wanted, string actual) => Wildcard.Matches(wanted, actual);

    private static bool? Contains(string wanted, string actual)
    {
        if (!IPAddress.TryParse(actual, out var address))
        {
            return null;
        }

        // AWS takes ranges whose lower bits are set; the BCL does not.
        var slash = wanted.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? wanted : wanted[..slash], out var network))
        {
            return null;
        }

        var longest = network.GetAddressBytes().Length * 8;
        var bits = longest;
        if (slash >= 0 && (!int.TryParse(wanted.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > longest))
        {
            return null;
        }

        return network.AddressFamily == address.AddressFamily && SamePrefix(network.GetAddressBytes(), address.GetAddressBytes(), bits);
    }

    private static bool SamePrefix(byte[] network, byte[] address, int bits)
    {
        for (var i = 0; i < network.Length && bits > 0; i++, bits -= 8)
        {
            var mask = bits >= 8 ? 0xFF : 0xFF << (8 - bits);
            if (((network[i] ^ address[i]) & mask) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static Func<string, string, bool?> Numbers(Func<int, bool> holds) => (wanted, actual) =>
        double.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit) && double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? holds(number.CompareTo(limit))
            : null;

    private static Func<string, string, bool?> Dates(Func<int, bool> holds) => (wanted, actual) =>
        Moment(wanted) is { } limit && Moment(actual) is { } moment ? holds(moment.CompareTo(limit)) : null;

    // ISO 8601 or seconds since 1970, as AWS takes them.
    private static DateTimeOffset? Moment(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds is > -62_000_000_000 and < 253_000_000_000)
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }
}
