using System.Text.Json.Serialization;

namespace Gatehouse.Functions.ApiGateway;

/// <summary>The contracts of API Gateway's event.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ApiGatewayRequest))]
internal sealed partial class ApiGatewayJson : JsonSerializerContext;
