using System.Text.Json.Serialization;

namespace Gatehouse.Functions.Tests.Runtime;

internal sealed record JobCounts(int Done);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JobCounts))]
internal sealed partial class TestJson : JsonSerializerContext;
