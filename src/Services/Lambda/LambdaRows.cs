using System.Text.Json.Serialization;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Invocations;
using Gatehouse.Services.Lambda.Layers;

namespace Gatehouse.Services.Lambda;

/// <summary>What the service keeps in the store. Never sent to anyone.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredFunction))]
[JsonSerializable(typeof(Revision))]
[JsonSerializable(typeof(StoredEvent))]
[JsonSerializable(typeof(StoredLayer))]
internal sealed partial class LambdaRows : JsonSerializerContext;
