using System.Collections.Concurrent;
using Gatehouse.Access;
using Gatehouse.Core;

namespace Gatehouse.Services.Lambda.Permissions;

/// <summary>
/// The part of a resource policy that lets API Gateway and callers of the function's URL invoke. Every change of the policy makes a new one, so its answers
/// are kept: a source ARN costs its evaluation once and one dictionary read from then on.
/// </summary>
internal sealed class InvokePolicy(IReadOnlyList<PolicyStatement> statements)
{
    // Source ARNs are one for each method of each stage. A caller cannot choose them, except through proxy resources that
    // put request paths into them; so the answers kept are bounded.
    private const int AnswersKept = 4096;

    private readonly PolicyStatement[] _statements = [.. statements.Where(CanAllow)];
    private readonly ConcurrentDictionary<string, bool> _answers = new(StringComparer.Ordinal);

    /// <summary>Whether anyone may call the function's URL without signing.</summary>
    public bool AllowsAnyoneByUrl { get; } = statements.Any(statement =>
        statement.Principal == "*"
        && statement.Action is "lambda:InvokeFunctionUrl" or "lambda:*" or "*"
        && statement is { FunctionUrlAuthType: null or "NONE", PrincipalOrgId: null, EventSourceToken: null, SourceArn: null, SourceAccount: null });

    public bool Allows(string sourceArn)
    {
        if (_answers.TryGetValue(sourceArn, out var known))
        {
            return known;
        }

        var allowed = Evaluate(sourceArn);
        if (_answers.Count < AnswersKept)
        {
            _answers.TryAdd(sourceArn, allowed);
        }

        return allowed;
    }

    private bool Evaluate(string sourceArn)
    {
        foreach (var statement in _statements)
        {
            if ((statement.SourceArn is null || ArnPattern.Matches(statement.SourceArn, sourceArn))
                && (statement.SourceAccount is null || (Arn.TryParse(sourceArn, out var arn) && arn.Account == statement.SourceAccount)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Conditions on things that an API's call does not carry never hold.</summary>
    private static bool CanAllow(PolicyStatement statement) =>
        statement.Principal is "apigateway.amazonaws.com" or "*"
        && statement.Action is "lambda:InvokeFunction" or "lambda:*" or "*"
        && statement is { PrincipalOrgId: null, EventSourceToken: null, FunctionUrlAuthType: null, InvokedViaFunctionUrl: not true };
}
