using System.Text;

namespace Gatehouse.Services.ApiGateway.ApiKeys;

/// <summary>A CSV file of keys. See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-key-file-format.html.</summary>
internal static class KeyFile
{
    private static readonly string[] Columns = ["name", "key", "description", "enabled", "usageplanids"];

    /// <summary>The rows after the header.</summary>
    public static List<KeyRow> Parse(string text)
    {
        var records = Records(text.TrimStart('\uFEFF'));
        if (records.Count == 0)
        {
            throw ApiGatewayErrors.BadKeyFile("the header is missing");
        }

        var header = records[0].Select(name => name.Trim().ToLowerInvariant()).ToList();
        if (header.Find(name => !Columns.Contains(name)) is { } unknown)
        {
            throw ApiGatewayErrors.BadKeyFile($"unknown column {unknown}");
        }

        if (!header.Contains("name") || !header.Contains("key"))
        {
            throw ApiGatewayErrors.BadKeyFile("the columns name and key are required");
        }

        return [.. records.Skip(1).Select((record, index) => Row(header, record, index + 2))];
    }

    private static KeyRow Row(List<string> header, List<string> record, int line)
    {
        string Column(string name) => header.IndexOf(name) is >= 0 and var at && at < record.Count ? record[at].Trim() : "";
        return new KeyRow(line)
        {
            Name = Column("name"),
            Key = Column("key"),
            Description = Column("description"),
            // A key without a word on it is enabled.
            Enabled = !Column("enabled").Equals("false", StringComparison.OrdinalIgnoreCase),
            UsagePlanIds = Column("usageplanids").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            HasExtraFields = record.Count > header.Count,
        };
    }

    /// <summary>Fields by comma, quoted where they hold one; quotes inside are doubled.</summary>
    private static List<List<string>> Records(string text)
    {
        var records = new List<List<string>>();
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i <= text.Length; i++)
        {
            var end = i == text.Length;
            if (!end && quoted)
            {
                quoted = text[i] != '"' || (i + 1 < text.Length && text[i + 1] == '"');
                i += quoted && text[i] == '"' ? 1 : 0;
                _ = quoted ? field.Append(text[i]) : field;
            }
            else if (!end && text[i] == '"')
            {
                quoted = true;
            }
            else if (end || text[i] is ',' or '\n')
            {
                fields.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (end || text[i] == '\n')
                {
                    if (fields.Exists(value => value.Length > 0))
                    {
                        records.Add(fields);
                    }

                    fields = [];
                }
            }
            else
            {
                field.Append(text[i]);
            }
        }

        return records;
    }
}

/// <summary>One key of a file.</summary>
internal sealed record KeyRow(int Line)
{
    public required string Name { get; init; }

    public required string Key { get; init; }

    public required string Description { get; init; }

    public required bool Enabled { get; init; }

    public required string[] UsagePlanIds { get; init; }

    public required bool HasExtraFields { get; init; }
}
