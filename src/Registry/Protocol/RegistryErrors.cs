using System.Globalization;
using Gatehouse.Registry.Catalog;

namespace Gatehouse.Registry.Protocol;

/// <summary>Every error that the registry gives: status, OCI's code, and ECR's sentence where ECR has one.</summary>
internal static class RegistryErrors
{
    public static RegistryError Denied(string message) => new(403, "DENIED", message);

    public static RegistryError NoSuchResource { get; } = new(404, "UNSUPPORTED", "The registry has no such resource");

    public static RegistryError MethodNotAllowed(string method) =>
        new(405, "UNSUPPORTED", string.Create(CultureInfo.InvariantCulture, $"The operation {method} is unsupported on this resource"));

    public static RegistryError NameInvalid(string name) => new(400, "NAME_INVALID", $"Invalid repository name '{name}'");

    public static RegistryError NameUnknown(RepositoryName repository) =>
        new(404, "NAME_UNKNOWN", $"The repository with name '{repository.Name}' does not exist in the registry with id '{repository.Account}'");

    public static RegistryError BlobUnknown(string digest) => new(404, "BLOB_UNKNOWN", "Blob unknown to the repository") { Detail = [digest] };

    public static RegistryError UploadUnknown(string id) => new(404, "BLOB_UPLOAD_UNKNOWN", "Blob upload unknown to the repository") { Detail = [id] };

    public static RegistryError UploadBusy { get; } =
        new(409, "BLOB_UPLOAD_INVALID", "Another request is still writing to this upload");

    public static RegistryError TooManyUploads { get; } =
        new(429, "TOOMANYREQUESTS", "Too many unfinished uploads to this repository");

    public static RegistryError UploadOutOfOrder(long expected) =>
        new(416, "BLOB_UPLOAD_INVALID", string.Create(CultureInfo.InvariantCulture, $"The next byte of this upload is {expected}"));

    public static RegistryError UploadRangeInvalid(string range) =>
        new(416, "BLOB_UPLOAD_INVALID", $"Content-Range '{range}' is not of the form 'first-last'");

    public static RegistryError UploadSizeInvalid { get; } =
        new(400, "SIZE_INVALID", "The body is not as long as its Content-Range says");

    public static RegistryError BlobTooLarge(long limit) =>
        new(413, "SIZE_INVALID", string.Create(CultureInfo.InvariantCulture, $"A layer may hold at most {limit} bytes"));

    public static RegistryError DigestInvalid(string? digest) =>
        new(400, "DIGEST_INVALID", $"Invalid digest '{digest}': expected sha256:<64 hex digits> or sha512:<128 hex digits>");

    public static RegistryError DigestMismatch(string expected, string actual) =>
        new(400, "DIGEST_INVALID", $"Digest mismatch: the content has '{actual}', not '{expected}'");

    public static RegistryError ManifestUnknown { get; } = new(404, "MANIFEST_UNKNOWN", "Requested image not found");

    public static RegistryError ManifestInvalid(string why) => new(400, "MANIFEST_INVALID", why);

    public static RegistryError ManifestTooLarge(long limit) =>
        new(413, "MANIFEST_INVALID", string.Create(CultureInfo.InvariantCulture, $"A manifest may hold at most {limit} bytes"));

    public static RegistryError LayersUnknown(RepositoryName repository, IReadOnlyList<string> digests) =>
        new(400, "MANIFEST_BLOB_UNKNOWN", Missing("layers", repository, digests)) { Detail = digests };

    public static RegistryError ImagesUnknown(RepositoryName repository, IReadOnlyList<string> digests) =>
        new(400, "MANIFEST_BLOB_UNKNOWN", Missing("images", repository, digests)) { Detail = digests };

    public static RegistryError TagInvalid(string tag) => new(400, "TAG_INVALID", $"Invalid tag '{tag}'");

    public static RegistryError TagImmutable(RepositoryName repository, string? tag) => new(
        400,
        "TAG_INVALID",
        $"The image tag '{tag}' already exists in the '{repository.Name}' repository and cannot be overwritten because the tag is immutable.");

    public static RegistryError RangeNotSatisfiable { get; } = new(416, "SIZE_INVALID", "The range lies outside of the blob");

    public static RegistryError PageInvalid(string? n) =>
        new(400, "PAGINATION_NUMBER_INVALID", $"Invalid number of results requested: '{n}'");

    public static RegistryError BadRequest(int status, string why) => new(status, "UNSUPPORTED", why);

    public static RegistryError Unwritable(string why) => new(507, "UNKNOWN", $"The registry cannot store this: {why}");

    public static RegistryError Unexpected { get; } = new(500, "UNKNOWN", "The registry failed; its log says why");

    private static string Missing(string what, RepositoryName repository, IReadOnlyList<string> digests) =>
        $"{what} with digests '[{string.Join(", ", digests)}]' required for pushing image into repository with name '{repository.Name}' " +
        $"in the registry with id '{repository.Account}' do not exist";
}
