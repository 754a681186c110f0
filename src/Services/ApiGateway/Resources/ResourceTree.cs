using System.Text.RegularExpressions;
using Gatehouse.Services.ApiGateway.State;

namespace Gatehouse.Services.ApiGateway.Resources;

/// <summary>The rules of an API's tree of resources.</summary>
internal static partial class ResourceTree
{
    public static void CheckPlace(ApiDefinition api, string? ownId, Resource parent, string pathPart)
    {
        if (!PathPart().IsMatch(pathPart))
        {
            throw ApiGatewayErrors.BadPathPart();
        }

        if (IsGreedy(parent.PathPart))
        {
            throw ApiGatewayErrors.ChildOfGreedy(parent.PathPart!);
        }

        foreach (var sibling in api.Resources.Values)
        {
            if (sibling.ParentId != parent.Id || sibling.Id == ownId)
            {
                continue;
            }

            if (sibling.PathPart == pathPart)
            {
                throw ApiGatewayErrors.SiblingHasName(pathPart);
            }

            if (IsVariable(sibling.PathPart) && IsVariable(pathPart))
            {
                throw ApiGatewayErrors.SiblingIsVariable(sibling.PathPart!);
            }
        }
    }

    public static string Join(string parentPath, string pathPart) => parentPath == "/" ? "/" + pathPart : $"{parentPath}/{pathPart}";

    /// <summary>The resource and everything below it.</summary>
    public static List<Resource> Subtree(ApiDefinition api, Resource top)
    {
        List<Resource> found = [top];
        for (var i = 0; i < found.Count; i++)
        {
            var parentId = found[i].Id;
            found.AddRange(api.Resources.Values.Where(resource => resource.ParentId == parentId));
        }

        return found;
    }

    /// <summary>Puts a changed resource into its place; the paths of what lies below it follow.</summary>
    public static Resource Place(ApiDefinition api, Resource resource)
    {
        var placed = resource with { Path = Join(api.Resources[resource.ParentId!].Path, resource.PathPart!) };
        api.Resources[placed.Id] = placed;
        foreach (var descendant in Subtree(api, placed).Skip(1))
        {
            // Parents come before their children, so the parent's path is already the new one.
            api.Resources[descendant.Id] = api.Resources[descendant.Id] with { Path = Join(api.Resources[descendant.ParentId!].Path, descendant.PathPart!) };
        }

        return placed;
    }

    private static bool IsVariable(string? pathPart) => pathPart?.StartsWith('{') == true;

    private static bool IsGreedy(string? pathPart) => pathPart?.EndsWith("+}", StringComparison.Ordinal) == true;

    [GeneratedRegex(@"^(\{[a-zA-Z0-9._\-:]+\+?\}|[a-zA-Z0-9._\-:]+)$", RegexOptions.NonBacktracking)]
    private static partial Regex PathPart();
}
