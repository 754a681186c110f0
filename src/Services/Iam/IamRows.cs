using System.Text.Json.Serialization;
using Gatehouse.Services.Iam.Policies;
using Gatehouse.Services.Iam.Roles;
using Gatehouse.Services.Iam.Sts;

namespace Gatehouse.Services.Iam;

/// <summary>What IAM and STS store.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(IsoSeconds)])]
[JsonSerializable(typeof(RoleRecord))]
[JsonSerializable(typeof(PolicyRecord))]
[JsonSerializable(typeof(SessionRecord))]
internal sealed partial class IamRows : JsonSerializerContext;
