using System.Text;

namespace Gatehouse.Services.ApiGateway.ApiKeys;

/// <summary>A CSV file of keys. See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-key-file-format.html.</summary>
internal static class KeyFile
{
    /// <summary>The rows after the header. Columns in any order and any case; those that AWS does not know are passed over.</summary>
    public static List<KeyRow> Parse(string text)
    {
        var records = Records(text.TrimStart('\uFEFF'));
        var header = records.Count == 0 ? [] : records[0].Fields.Select(name => name.Trim().ToLowerInvariant()).ToList();

        // The text is recorded for the key's column only, which is asked for first.
        foreach (var required in new[] { "Key", "Name" })
        {
            if (!header.Contains(required.ToLowerInvariant()))
            {
                throw ApiGatewayErrors.MissingKeyColumn(required);
            }
        }

        return [.. records.Skip(1).Select(record => Row(header, record.Fields, record.Line))];
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

    /// <summary>Fields by comma, within double or single quotes where they hold one; quotes inside are doubled.</summary>
    private static List<(int Line, List<string> Fields)> Records(string text)
    {
        var records = new List<(int Line, List<string> Fields)>();
        var (line, began) = (1, 1);
        var fields = new List<string>();
        var field = new StringBuilder();
        char? quote = null;
        for (var i = 0; i <= text.Length; i++)
        {
            var end = i == text.Length;
            line += !end && text[i] == '\n' ? 1 : 0;
            if (!end && quote is { } open)
            {
                var doubled = text[i] == open && i + 1 < text.Length && text[i + 1] == open;
                quote = text[i] == open && !doubled ? null : quote;
                i += doubled ? 1 : 0;
                _ = quote is null ? field : field.Append(text[i]);
            }
            else if (!end && (text[i] == '"' || (text[i] == '\'' && field.Length == 0)))
            {
                // An apostrophe within a word is one.
                quote = text[i];
            }
            else if (end || text[i] is ',' or '\n')
            {
                fields.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (end || text[i] == '\n')
                {
                    if (fields.Exists(value => value.Length > 0))
                    {
                        records.Add((began, fields));
                    }

                    (fields, began) = ([], line);
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
