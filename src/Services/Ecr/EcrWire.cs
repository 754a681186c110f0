using System.Text.Json.Serialization;
using Gatehouse.Services.Ecr.Images;
using Gatehouse.Services.Ecr.Layers;
using Gatehouse.Services.Ecr.Lifecycle;
using Gatehouse.Services.Ecr.Policies;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Services.Ecr.Tags;
using Gatehouse.Services.Ecr.Tokens;

namespace Gatehouse.Services.Ecr;

/// <summary>ECR's shapes on the wire.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuthorizationTokens))]
[JsonSerializable(typeof(BatchCheckLayerAvailabilityRequest))]
[JsonSerializable(typeof(BatchDeleteImageRequest))]
[JsonSerializable(typeof(BatchGetImageRequest))]
[JsonSerializable(typeof(CompleteLayerUploadRequest))]
[JsonSerializable(typeof(CreateRepositoryRequest))]
[JsonSerializable(typeof(DeleteLifecyclePolicyRequest))]
[JsonSerializable(typeof(DeleteRepositoryPolicyRequest))]
[JsonSerializable(typeof(DeleteRepositoryRequest))]
[JsonSerializable(typeof(DeletedImages))]
[JsonSerializable(typeof(DescribeImagesRequest))]
[JsonSerializable(typeof(DescribeRegistryRequest))]
[JsonSerializable(typeof(DescribeRepositoriesRequest))]
[JsonSerializable(typeof(EvaluatedLifecyclePolicy))]
[JsonSerializable(typeof(GetAuthorizationTokenRequest))]
[JsonSerializable(typeof(GetDownloadUrlForLayerRequest))]
[JsonSerializable(typeof(GetLifecyclePolicyPreviewRequest))]
[JsonSerializable(typeof(GetLifecyclePolicyRequest))]
[JsonSerializable(typeof(GetRepositoryPolicyRequest))]
[JsonSerializable(typeof(ImageAnswer))]
[JsonSerializable(typeof(ImageBatch))]
[JsonSerializable(typeof(ImageDetailList))]
[JsonSerializable(typeof(ImageIdList))]
[JsonSerializable(typeof(ImageScanningAnswer))]
[JsonSerializable(typeof(ImageTagMutabilityAnswer))]
[JsonSerializable(typeof(InitiateLayerUploadRequest))]
[JsonSerializable(typeof(LayerAvailabilityList))]
[JsonSerializable(typeof(LayerDownload))]
[JsonSerializable(typeof(LayerPartReceipt))]
[JsonSerializable(typeof(LayerUploadEnd))]
[JsonSerializable(typeof(LayerUploadStart))]
[JsonSerializable(typeof(LifecyclePolicy))]
[JsonSerializable(typeof(LifecyclePolicyPreview))]
[JsonSerializable(typeof(LifecyclePolicyPreviewStart))]
[JsonSerializable(typeof(ListImagesRequest))]
[JsonSerializable(typeof(ListTagsForResourceRequest))]
[JsonSerializable(typeof(PutImageRequest))]
[JsonSerializable(typeof(PutImageScanningConfigurationRequest))]
[JsonSerializable(typeof(PutImageTagMutabilityRequest))]
[JsonSerializable(typeof(PutLifecyclePolicyRequest))]
[JsonSerializable(typeof(RegistryDescription))]
[JsonSerializable(typeof(RepositoryAnswer))]
[JsonSerializable(typeof(RepositoryList))]
[JsonSerializable(typeof(RepositoryPolicy))]
[JsonSerializable(typeof(SetRepositoryPolicyRequest))]
[JsonSerializable(typeof(StartLifecyclePolicyPreviewRequest))]
[JsonSerializable(typeof(TagList))]
[JsonSerializable(typeof(TagResourceRequest))]
[JsonSerializable(typeof(UntagResourceRequest))]
[JsonSerializable(typeof(UploadLayerPartRequest))]
internal sealed partial class EcrWire : JsonSerializerContext;
