using System.Text.Json.Serialization;

namespace Gatehouse.Services.Iam.Sts;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GetCallerIdentityRequest))]
[JsonSerializable(typeof(CallerIdentity))]
internal sealed partial class StsWire : JsonSerializerContext;
