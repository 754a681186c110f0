using System.Text.Json.Serialization;
using Gatehouse.Services.Ecr.Images;
using Gatehouse.Services.Ecr.Lifecycle;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Services.Ecr.Tokens;

namespace Gatehouse.Services.Ecr;

/// <summary>What ECR keeps in the store.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredRepository))]
[JsonSerializable(typeof(StoredPreview))]
[JsonSerializable(typeof(StoredImage))]
[JsonSerializable(typeof(StoredManifestBytes))]
[JsonSerializable(typeof(StoredTag))]
[JsonSerializable(typeof(StoredReferrer))]
[JsonSerializable(typeof(StoredTokenKey))]
internal sealed partial class EcrRows : JsonSerializerContext;
