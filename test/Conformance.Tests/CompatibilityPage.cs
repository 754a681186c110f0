using System.Text;
using Gatehouse.Conformance.Tests.Answers;
using Gatehouse.Conformance.Tests.Constraints;
using Gatehouse.Conformance.Tests.Errors;
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
            .Append("Written by the conformance tests, which compare every operation with AWS's own model: name, method, URI, status, members\n")
            .Append("with their place and type, what is required, limits, errors, and answers. Do not edit; notes go into `").Append(oracle.Service.Name).Append(".notes.md`.\n\n")
            .Append("Signatures are read for account, region and service; they are not verified: any secret is accepted.\n\n");
        var notes = Path.Combine(Folder, oracle.Service.Name + ".notes.md");
        if (File.Exists(notes))
        {
            page.Append(File.ReadAllText(notes).Trim()).Append("\n\n");
        }

        page.Append(oracle.Service.Operations.Count).Append(" of ").Append(total).Append(" operations.\n\n")
            .Append("Answered: ").AppendJoin(", ", oracle.Service.Operations.Select(operation => operation.Name).Order(StringComparer.Ordinal)).Append(".\n\n")
            .Append("Every member that AWS's model gives these requests is read: what is not enforced is named above or refused.\n");

        var name = oracle.Service.Name;
        Section(page, "Each enum, bound and pattern of the model is tried just outside it, and refused in AWS's constraint sentence, except:",
            OwnWords.All[name].Select(own => $"`{own.Limit}`: {(own.Code.Length == 0 ? "accepted" : own.Code)}, {own.Why}"));
        Section(page, "Each error is one that the model or the reference lists for the operation, except:",
            OtherError.All[name].Select(other => $"`{other.Operation}`: {other.Code}, {other.Why}"));
        Section(page, "The answers of a test that calls every operation have the shape of the model, except:",
            [
                .. KnownFaults.All.Where(known => known.Service == name).Select(known => $"`{known.Fault}`: {known.Why}"),
                .. name == "lambda" ? [$"{string.Join(", ", Stories.NeedARunningFunction.Select(operation => $"`{operation}`"))} are left to the tests that run functions"] : Array.Empty<string>(),
            ]);

        page.Append("\nAnswered with 501 `NotImplemented`: ")
            .AppendJoin(", ", oracle.Service.Missing.Select(operation => operation.Name).Order(StringComparer.Ordinal)).Append(".\n");
        return page.ToString();
    }

    private static void Section(StringBuilder page, string text, IEnumerable<string> exceptions)
    {
        List<string> lines = [.. exceptions];
        page.Append('\n').Append(lines.Count == 0 ? text.Replace(", except:", ".", StringComparison.Ordinal) : text + "\n").Append('\n');
        foreach (var line in lines)
        {
            page.Append("- ").Append(line).Append(".\n");
        }
    }

    public static string FileFor(ServiceDefinition service) => Path.Combine(Folder, service.Name + ".md");

    private static string Folder => Checkout.In("docs/compatibility");
}
