using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr;

/// <summary>Every error of ECR's that operations raise. Texts are AWS's where they were seen, otherwise in its manner.</summary>
internal static class EcrErrors
{
    public static AwsException RepositoryNotFound(string name, string registry) =>
        Error("RepositoryNotFoundException", $"The repository with name '{name}' does not exist in the registry with id '{registry}'");

    public static AwsException RepositoryAlreadyExists(string name, string registry) =>
        Error("RepositoryAlreadyExistsException", $"The repository with name '{name}' already exists in the registry with id '{registry}'");

    public static AwsException RepositoryNotEmpty(string name, string registry) => Error(
        "RepositoryNotEmptyException",
        $"The repository with name '{name}' in registry with id '{registry}' cannot be deleted because it still contains images");

    public static AwsException RepositoryPolicyNotFound(string name, string registry) => Error(
        "RepositoryPolicyNotFoundException",
        $"Repository policy does not exist for the repository with name '{name}' in the registry with id '{registry}'");

    public static AwsException LifecyclePolicyNotFound(string name, string registry) => Error(
        "LifecyclePolicyNotFoundException",
        $"Lifecycle policy does not exist for the repository with name '{name}' in the registry with id '{registry}'");

    public static AwsException LifecyclePolicyPreviewNotFound(string name, string registry) => Error(
        "LifecyclePolicyPreviewNotFoundException",
        $"Lifecycle policy preview does not exist for the repository with name '{name}' in the registry with id '{registry}'");

    public static AwsException LifecyclePolicyInvalid(string fault) =>
        InvalidParameter("LifecyclePolicyText", $"Lifecycle policy validation failure: {fault}");

    public static AwsException ImageNotFound(string? digest, string? tag, string name, string registry) => Error(
        "ImageNotFoundException",
        $"The image with imageId {{imageDigest:'{digest ?? "null"}', imageTag:'{tag ?? "null"}'}} does not exist within the repository " +
        $"with name '{name}' in the registry with id '{registry}'");

    public static AwsException ImageAlreadyExists(string digest, string? tag, string name, string registry) => Error(
        "ImageAlreadyExistsException",
        $"Image with digest '{digest}' and tag '{tag ?? "null"}' already exists in the repository with name '{name}' in registry with id '{registry}'");

    public static AwsException ImageTagAlreadyExists(string tag, string name) => Error(
        "ImageTagAlreadyExistsException",
        $"The image tag '{tag}' already exists in the '{name}' repository and cannot be overwritten because the tag is immutable.");

    public static AwsException ImageDigestDoesNotMatch(string actual, string expected) => Error(
        "ImageDigestDoesNotMatchException", $"Image digest '{actual}' does not match expected digest '{expected}'");

    public static AwsException LayersNotFound(IReadOnlyList<string> digests, string name, string registry) => Error(
        "LayersNotFoundException",
        $"layers with digests '[{string.Join(", ", digests)}]' required for pushing image into repository with name '{name}' " +
        $"in the registry with id '{registry}' do not exist");

    public static AwsException LayerNotFound(string digest, string name, string registry) => Error(
        "LayersNotFoundException",
        $"The layer with digest '{digest}' does not exist in the repository with name '{name}' in the registry with id '{registry}'");

    public static AwsException ReferencedImagesNotFound(IReadOnlyList<string> digests, string name, string registry) => Error(
        "ReferencedImagesNotFoundException",
        $"images with digests '[{string.Join(", ", digests)}]' required for pushing image into repository with name '{name}' " +
        $"in the registry with id '{registry}' do not exist");

    public static AwsException UploadNotFound(string uploadId, string name, string registry) => Error(
        "UploadNotFoundException",
        $"The upload '{uploadId}' does not exist in the repository with name '{name}' in the registry with id '{registry}'");

    public static AwsException UploadBusy(string uploadId) =>
        Error("LimitExceededException", $"Another request is still writing to the upload '{uploadId}'");

    public static AwsException TooManyUploads(string name) =>
        Error("LimitExceededException", $"The repository with name '{name}' has too many unfinished uploads");

    public static AwsException InvalidLayerPart(string uploadId, string name, string registry, long lastValid, string why) =>
        new("InvalidLayerPartException", 400, why)
        {
            Members =
            [
                new("registryId", registry),
                new("repositoryName", name),
                new("uploadId", uploadId),
            ],
            Numbers = [new("lastValidByteReceived", lastValid)],
        };

    public static AwsException EmptyUpload(string uploadId) =>
        Error("EmptyUploadException", $"The upload '{uploadId}' holds no layer parts");

    public static AwsException InvalidLayer(string expected, string? actual) =>
        Error("InvalidLayerException", $"The layer's digest is '{actual}', not '{expected}'");

    public static AwsException LayerAlreadyExists(string digest, string name, string registry) => Error(
        "LayerAlreadyExistsException",
        $"The layer with digest '{digest}' already exists in the repository with name '{name}' in registry with id '{registry}'");

    public static AwsException Unwritable(string why) => new("ServerException", 500, $"The registry cannot store this: {why}");

    public static AwsException TooManyTags(int most) =>
        Error("TooManyTagsException", $"The list of tags on the repository is over the limit. The maximum number of tags that can be applied to a repository is {most}");

    public static AwsException InvalidTag(string why) => Error("InvalidTagParameterException", why);

    public static AwsException InvalidParameter(string member, string constraint) =>
        Error("InvalidParameterException", $"Invalid parameter at '{member}' failed to satisfy constraint: '{constraint}'");

    /// <summary>Words what the kernel found as ECR does: one fault, not a count of them.</summary>
    public static string Describe(Violations violations)
    {
        const string Pattern = "Member must satisfy regular expression pattern: ";
        var first = violations.Found[0];
        if (first.Value is null)
        {
            return violations.Describe();
        }

        var constraint = first.Constraint.StartsWith(Pattern, StringComparison.Ordinal)
            ? $"must satisfy regular expression '{first.Constraint[Pattern.Length..]}'"
            : first.Constraint;
        return $"Invalid parameter at '{first.Member}' failed to satisfy constraint: '{constraint}'";
    }

    private static AwsException Error(string code, string message) => new(code, 400, message);
}
