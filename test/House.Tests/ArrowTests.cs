using System.Xml.Linq;

namespace Gatehouse.House.Tests;

/// <summary>Which project may know which. Arrows point down only; siblings never reference each other.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Core"] = [],
        ["Access"] = ["Core"],
        ["Storage"] = ["Core"],
        ["Wire"] = ["Core", "Access"],
        ["Gateway"] = ["Core", "Access"],
        ["Sandbox"] = ["Core"],
        ["Registry"] = ["Core"],
        ["Services.ApiGateway"] = ["Wire", "Storage", "Core", "Gateway"],
        ["Services.Lambda"] = ["Wire", "Storage", "Core", "Gateway", "Sandbox"],
        ["Services.Ecr"] = ["Wire", "Storage", "Core", "Registry"],
        ["Services.Iam"] = ["Wire", "Storage", "Core"],
        ["Services.Logs"] = ["Wire", "Storage", "Core"],
        ["Functions"] = [],
        ["Cli"] = [],
        ["Server"] =
        [
            "Core", "Access", "Storage", "Wire", "Gateway", "Sandbox", "Registry", "Cli",
            "Services.ApiGateway", "Services.Lambda", "Services.Ecr", "Services.Iam", "Services.Logs",
        ],
    };

    public static TheoryData<string> Projects =>
        [.. Repository.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_ReferencesOnlyWhatIsBelowIt(string project)
    {
        var name = NameOf(project);
        Assert.True(Allowed.TryGetValue(name, out var allowed), $"{project} is not in the table of arrows.");

        var references = XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference").Select(reference => NameOf(reference.Attribute("Include")!.Value));

        Assert.Empty(references.Except(allowed!));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_IsNamedForItsFolder(string project)
    {
        var folder = Path.GetDirectoryName(project)!["src/".Length..].Replace('/', '.');

        Assert.Equal(folder, NameOf(project));
    }

    // What an exception lets in is the assembly's own: only its tests, and for the server the shared test server.
    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_ShowsItsInternalsToTestsOnly(string project)
    {
        var friends = XDocument.Parse(Repository.Read(project)).Descendants("InternalsVisibleTo").Select(friend => friend.Attribute("Include")!.Value);

        Assert.All(friends, friend => Assert.True(friend.EndsWith(".Tests", StringComparison.Ordinal) || friend.EndsWith(".Conformance", StringComparison.Ordinal) || friend == "Gatehouse.Testing", friend));
    }

    private static string NameOf(string project)
    {
        var file = Path.GetFileNameWithoutExtension(project.Replace('\\', '/'));
        Assert.StartsWith("Gatehouse.", file, StringComparison.Ordinal);
        return file["Gatehouse.".Length..];
    }
}
