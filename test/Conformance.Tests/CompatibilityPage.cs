using System.Text;
using Gatehouse.Wire;

namespace Gatehouse.Conformance.Tests;

/// <summary>Writes <c>docs/compatibility/&lt;service&gt;.md</c> from what is registered, and the notes that stand beside it.</summary>
internal static class CompatibilityPage
{
    /// <summary>Set to 1 to rewrite the pages instead of comparing them.</summary>
    public const string WriteVariable = "GATEHOUSE_WRITE_DOCS";

    public static string Render(Oracle oracle)
    {
        var total = oracle.Service.Operations.Count + oracle.Service.Missing.Count;
        var page = new StringBuilder()
            .Append("# ").Append(oracle.Title).Append("\n\n")
            .Append("Written by the conformance tests, which compare every operation with AWS's own model: name, method, URI, status,\n")
            .Append("members with their place and type, and what is required. Do not edit; notes go into `").Append(oracle.Service.Name).Append(".notes.md`.\n\n")
            .Append("Signatures are read for account, region and service; they are not verified: any secret is accepted.\n\n");
        var notes = Path.Combine(Folder, oracle.Service.Name + ".notes.md");
        if (File.Exists(notes))
        {
            page.Append(File.ReadAllText(notes).Trim()).Append("\n\n");
        }

        page.Append(oracle.Service.Operations.Count).Append(" of ").Append(total).Append(" operations.\n\n")
            .Append("Answered: ").AppendJoin(", ", oracle.Service.Operations.Select(operation => operation.Name).Order(StringComparer.Ordinal)).Append(".\n\n")
            .Append("Every member that AWS's model gives these requests is read: what is not enforced is named above or refused.\n");

        page.Append("\nAnswered with 501 `NotImplemented`: ")
            .AppendJoin(", ", oracle.Service.Missing.Select(operation => operation.Name).Order(StringComparer.Ordinal)).Append(".\n");
        return page.ToString();
    }

    public static string FileFor(ServiceDefinition service) => Path.Combine(Folder, service.Name + ".md");

    private static string Folder => Path.Combine(Repository.Root, "docs", "compatibility");
}
