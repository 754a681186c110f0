using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Permissions;

namespace Gatehouse.Services.Lambda;

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(CreateFunctionRequest))]
[JsonSerializable(typeof(FunctionConfiguration))]
[JsonSerializable(typeof(GetFunctionRequest))]
[JsonSerializable(typeof(GetFunctionResponse))]
[JsonSerializable(typeof(GetFunctionConfigurationRequest))]
[JsonSerializable(typeof(DeleteFunctionRequest))]
[JsonSerializable(typeof(AddPermissionRequest))]
[JsonSerializable(typeof(AddPermissionResponse))]
[JsonSerializable(typeof(GetPolicyRequest))]
[JsonSerializable(typeof(GetPolicyResponse))]
[JsonSerializable(typeof(RemovePermissionRequest))]
internal sealed partial class LambdaWire : JsonSerializerContext
{
    /// <summary>Writes quotes inside strings as AWS does: a policy is a JSON text within JSON.</summary>
    public static LambdaWire Wire { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
