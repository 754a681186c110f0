using Gatehouse.Core;
using Gatehouse.Registry.Catalog;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Tags;

/// <summary>Finds the repository that a resource ARN names.</summary>
internal static class TaggedRepository
{
    private const string Kind = "repository/";

    public static string NameIn(string resourceArn, Call call)
    {
        if (!Arn.TryParse(resourceArn, out var arn) || arn.Service != "ecr" || !arn.Resource.StartsWith(Kind, StringComparison.Ordinal) ||
            !RepositoryName.IsValidName(arn.Resource[Kind.Length..]))
        {
            throw EcrErrors.InvalidParameter("resourceArn", "Invalid ARN");
        }

        var name = arn.Resource[Kind.Length..];
        return arn.Account == call.Account && arn.Region == call.Region ? name : throw EcrErrors.RepositoryNotFound(name, arn.Account);
    }
}
