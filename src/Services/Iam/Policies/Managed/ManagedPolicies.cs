using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gatehouse.Services.Iam.Policies.Managed;

/// <summary>
/// AWS's own managed policies: names, paths, default versions and dates of all, documents of those that functions and APIs
/// need. Their ids differ from AWS's: they are made from the name, so that they are the same on every server. See
/// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html.
/// </summary>
internal static class ManagedPolicies
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    // Read on first use: most servers are never asked, and all must start quickly.
    private static readonly Lazy<PolicyRecord[]> Sorted = new(Read);
    private static readonly Lazy<FrozenDictionary<string, PolicyRecord>> ByArn = new(() => All.ToFrozenDictionary(policy => policy.Arn(), StringComparer.Ordinal));

    /// <summary>In ordinal order of their names.</summary>
    public static IReadOnlyList<PolicyRecord> All => Sorted.Value;

    public static PolicyRecord? Find(string arn) => ByArn.Value.GetValueOrDefault(arn);

    private static PolicyRecord[] Read()
    {
        var documents = ReadDocuments();
        var policies = new List<PolicyRecord>();
        var path = "/";
        using var reader = new StreamReader(Open("managed-policies.txt"));
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('/'))
            {
                path = line;
            }
            else if (line.Split(' ') is [var name, var version, var created, var updated])
            {
                policies.Add(Policy(path, name, version, Time(created), Time(updated), documents.GetValueOrDefault(name)));
            }
        }

        return [.. policies.OrderBy(policy => policy.Name, StringComparer.Ordinal)];
    }

    private static PolicyRecord Policy(string path, string name, string version, DateTimeOffset created, DateTimeOffset updated, string? document) => new()
    {
        Name = name,
        Id = "ANPA" + string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(name)).Take(17).Select(value => Base32[value % Base32.Length])),
        Account = PolicyRecord.AwsAccount,
        Path = path,
        CreateDate = created,
        UpdateDate = updated,
        Versions = [new PolicyVersionRecord(version, document, updated)],
        DefaultVersionId = version,
    };

    private static Dictionary<string, string> ReadDocuments()
    {
        using var stream = Open("documents.json");
        using var all = JsonDocument.Parse(stream);
        return all.RootElement.EnumerateObject().ToDictionary(policy => policy.Name, policy => policy.Value.GetRawText(), StringComparer.Ordinal);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static Stream Open(string name) => typeof(ManagedPolicies).Assembly.GetManifestResourceStream(name)!;
}
