using System.Text.Json.Serialization;
using Gatehouse.Core;

namespace Gatehouse.Services.Logs.Groups;

/// <summary>A log group as it is stored. Its events lie in a folder that is named by <see cref="Id"/>: names may hold slashes and dots.</summary>
internal sealed record LogGroupRow
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required long CreationTime { get; init; }

    public int? RetentionInDays { get; init; }

    public string? KmsKeyId { get; init; }

    public string Class { get; init => field = value ?? "STANDARD"; } = "STANDARD";

    public bool DeletionProtected { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    public static string Arn(Scope scope, string name) => $"arn:aws:logs:{scope.Region}:{scope.Account}:log-group:{name}";

    /// <summary>The time before which events are expired, in milliseconds.</summary>
    public long ExpiredBefore(DateTimeOffset now) => RetentionInDays is { } days ? now.AddDays(-days).ToUnixTimeMilliseconds() : long.MinValue;
}

/// <summary>A log stream as it is stored, under its group's id.</summary>
/// <param name="Id">What stands for the stream in the segments.</param>
internal sealed record LogStreamRow(string Name, long Id, long CreationTime);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LogGroupRow))]
[JsonSerializable(typeof(LogStreamRow))]
[JsonSerializable(typeof(Policies.ResourcePolicyRow))]
internal sealed partial class LogsRows : JsonSerializerContext;
