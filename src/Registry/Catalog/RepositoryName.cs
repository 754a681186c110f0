using System.Text.RegularExpressions;
using Gatehouse.Core;

namespace Gatehouse.Registry.Catalog;

/// <summary>A repository in one account and region. As text: <c>account/region/name</c>, where the name may hold slashes.</summary>
public readonly partial record struct RepositoryName(string Account, string Region, string Name)
{
    public RepositoryName(Scope scope, string name)
        : this(scope.Account, scope.Region, name)
    {
    }

    public Scope Scope => new(Account, Region);

    /// <summary>Whether a name follows the grammar that OCI and ECR share. Such a name is safe to build a folder's path from.</summary>
    public static bool IsValidName(string name) => name.Length is >= 2 and <= 256 && Form.IsMatch(name);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out RepositoryName repository)
    {
        repository = default;
        var parts = text.Split('/', 3);
        if (parts.Length != 3 || !ScopePart.IsMatch(parts[0]) || !ScopePart.IsMatch(parts[1]) || !IsValidName(parts[2]))
        {
            return false;
        }

        repository = new RepositoryName(parts[0], parts[1], parts[2]);
        return true;
    }

    public override string ToString() => $"{Account}/{Region}/{Name}";

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex Form { get; }

    [GeneratedRegex(@"\A[a-z0-9-]{1,64}\z")]
    private static partial Regex ScopePart { get; }
}
