using System.Text.Json.Serialization;

namespace Gatehouse.Services.Iam.Sts;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(IsoSeconds)])]
[JsonSerializable(typeof(AssumeRoleRequest))]
[JsonSerializable(typeof(AssumeRoleAnswer))]
[JsonSerializable(typeof(GetAccessKeyInfoRequest))]
[JsonSerializable(typeof(AccessKeyOwner))]
[JsonSerializable(typeof(GetCallerIdentityRequest))]
[JsonSerializable(typeof(CallerIdentity))]
[JsonSerializable(typeof(GetSessionTokenRequest))]
[JsonSerializable(typeof(SessionTokenAnswer))]
internal sealed partial class StsWire : JsonSerializerContext;
