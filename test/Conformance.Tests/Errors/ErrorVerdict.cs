namespace Gatehouse.Conformance.Tests.Errors;

/// <summary>Whether an error that came back is one that AWS's model gives the operation: code, status and members.</summary>
internal sealed class ErrorVerdict(Oracle oracle)
{
    private readonly DeclaredErrors _declared = new(oracle);

    public IEnumerable<string> Faults(Answer answer)
    {
        if (answer.Code is not { } code)
        {
            return [$"{answer.Operation}: an error without a code: {answer.Status} {answer.Body}"];
        }

        List<string> faults = [.. _declared.Strangers(answer).Select(member => $"{answer.Operation}: {code} has no member {member}")];
        if (_declared.Fault(answer.Operation, code, answer.Status) is { } fault && !OtherError.All[oracle.Service.Name].Any(other => other.Covers(answer.Operation, code)))
        {
            faults.Add($"{answer.Operation}: {fault}: {answer.Message}");
        }

        return faults;
    }
}
