namespace Gatehouse.Conformance.Tests.Constraints;

/// <summary>How each service refuses a value outside its limits.</summary>
internal static class Refusal
{
    private static readonly Dictionary<string, string> Codes = new()
    {
        ["apigateway"] = "ValidationException",
        ["ecr"] = "InvalidParameterException",
        ["iam"] = "ValidationError",
        ["lambda"] = "ValidationException",
        ["logs"] = "InvalidParameterException",
        ["sts"] = "ValidationError",
    };

    /// <summary>What is wrong with the refusal, or null.</summary>
    public static string? Fault(string service, ConstrainedMember member, Breach breach, Answer answer)
    {
        if (answer.Code != Codes[service] || answer.Status != 400)
        {
            return $"not refused as {Codes[service]}";
        }

        var name = member.Path.Last(step => step is not (ConstrainedMember.Item or ConstrainedMember.Key or ConstrainedMember.Value));
        if (!answer.Message.Contains(name + "'", StringComparison.OrdinalIgnoreCase) && !answer.Message.Contains($"{name}.", StringComparison.OrdinalIgnoreCase))
        {
            return $"the refusal does not name {name}";
        }

        // ECR words a form in its own way, except inside the list of what items must satisfy.
        const string Form = "Member must satisfy regular expression pattern: ";
        var constraint = service == "ecr" && member.Path[^1] != ConstrainedMember.Item ? breach.Constraint.Replace(Form, "must satisfy regular expression '", StringComparison.Ordinal) : breach.Constraint;
        return answer.Message.Contains(constraint, StringComparison.Ordinal) ? null : $"the refusal does not say '{constraint}'";
    }
}
