using System.Text.RegularExpressions;
using Gatehouse.Services.Ecr.Images;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr;

/// <summary>Limits that many of ECR's requests share.</summary>
internal static partial class EcrConstraints
{
    private const string NamePattern = @"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*";

    private const string UuidPattern = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

    private const string DigestPattern = "[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+";

    private static readonly TextLimits NameItem = new(2, 256, Name, NamePattern);

    private static readonly TextLimits AccountItem = new(0, int.MaxValue, Account, "[0-9]{12}");

    private static readonly TextLimits DigestItem = new(0, int.MaxValue, Digest, DigestPattern);

    public static Violations Repository(this Violations check, string name, string member = "repositoryName")
    {
        check.Length(name, 2, 256, member);
        return name.Length is >= 2 and <= 256 ? check.Pattern(name, Name, NamePattern, member) : check;
    }

    /// <summary>The repository and registry of a request that has both.</summary>
    public static Violations Repository(this Violations check, IRepositoryRequest request) =>
        check.Registry(request.RegistryId).Repository(request.RepositoryName);

    public static Violations Repositories(this Violations check, IReadOnlyList<string>? repositoryNames) =>
        check.Count(repositoryNames, 1, 100, "repositoryNames").Items(repositoryNames, NameItem, "repositoryNames");

    public static Violations Registry(this Violations check, string? registryId) =>
        check.Pattern(registryId, Account, "[0-9]{12}", "registryId");

    public static Violations Registries(this Violations check, IReadOnlyList<string>? registryIds) =>
        check.Count(registryIds, 1, 10, "registryIds").Items(registryIds, AccountItem, "registryIds");

    public static Violations Images(this Violations check, IReadOnlyList<ImageIdentifier>? imageIds)
    {
        check.Count(imageIds, 1, 100, "imageIds");
        for (var i = 0; i < (imageIds?.Count ?? 0); i++)
        {
            check.Length(imageIds![i].ImageTag, 1, 300, $"imageIds.{i + 1}.member.imageTag");
        }

        return check;
    }

    public static Violations Upload(this Violations check, string uploadId) => check.Pattern(uploadId, Uuid, UuidPattern, "uploadId");

    public static Violations Layer(this Violations check, string digest) => check.Pattern(digest, Digest, DigestPattern, "layerDigest");

    public static Violations Layers(this Violations check, IReadOnlyList<string> digests) =>
        check.Count(digests, 1, 100, "layerDigests").Items(digests, DigestItem, "layerDigests");

    public static Violations PageSize(this Violations check, int? maxResults) => check.Range(maxResults, 1, 1000, "maxResults");

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex Account { get; }

    [GeneratedRegex($@"\A{NamePattern}\z")]
    private static partial Regex Name { get; }

    [GeneratedRegex($@"\A{UuidPattern}\z")]
    private static partial Regex Uuid { get; }

    [GeneratedRegex($@"\A{DigestPattern}\z")]
    private static partial Regex Digest { get; }
}
