using System.Text.RegularExpressions;
using Gatehouse.Registry.Catalog;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr;

/// <summary>Limits that many of ECR's requests share.</summary>
internal static partial class EcrConstraints
{
    private const string NamePattern = @"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*";

    public static Violations Repository(this Violations check, string name, string member = "repositoryName")
    {
        check.Length(name, 2, 256, member);
        if (name.Length is >= 2 and <= 256 && !RepositoryName.IsValidName(name))
        {
            check.Add(name, member, $"Member must satisfy regular expression pattern: {NamePattern}");
        }

        return check;
    }

    /// <summary>The repository and registry of a request that has both.</summary>
    public static Violations Repository(this Violations check, IRepositoryRequest request) =>
        check.Registry(request.RegistryId).Repository(request.RepositoryName);

    public static Violations Registry(this Violations check, string? registryId) =>
        check.Pattern(registryId, Account, "[0-9]{12}", "registryId");

    public static Violations PageSize(this Violations check, int? maxResults) => check.Range(maxResults, 1, 1000, "maxResults");

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex Account { get; }
}
