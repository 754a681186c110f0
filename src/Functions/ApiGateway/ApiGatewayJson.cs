using System.Text.Json.Serialization;

namespace Gatehouse.Functions.ApiGateway;

/// <summary>The contracts of the event's request context.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ApiGatewayRequestContext))]
internal sealed partial class ApiGatewayJson : JsonSerializerContext;
