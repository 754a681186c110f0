using Gatehouse.Core;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Naming;

/// <summary>The function that a call is about: every API takes a name, a partial ARN or an ARN, with or without a qualifier.</summary>
/// <param name="Qualifier">A version, an alias or <c>$LATEST</c>; null when the caller named none.</param>
internal readonly record struct FunctionReference(Scope Scope, string Name, string? Qualifier)
{
    public const string Latest = "$LATEST";

    /// <summary>The ARN without a qualifier.</summary>
    public string Arn => ArnOf(Scope, Name);

    /// <summary>The ARN with the caller's qualifier, if any.</summary>
    public string QualifiedArn => Qualifier is null ? Arn : $"{Arn}:{Qualifier}";

    /// <summary>The ARN with the qualifier that counts: <c>$LATEST</c> when the caller named none.</summary>
    public string EffectiveArn => $"{Arn}:{Qualifier ?? Latest}";

    public static string ArnOf(Scope scope, string name) => $"arn:aws:lambda:{scope.Region}:{scope.Account}:function:{name}";

    /// <summary>Reads a function's ARN, with or without a qualifier.</summary>
    public static bool TryParse(string text, out FunctionReference function)
    {
        function = default;
        if (!Gatehouse.Core.Arn.TryParse(text, out var arn) || arn.Service != "lambda")
        {
            return false;
        }

        var scope = new Scope(arn.Account, arn.Region);
        switch (arn.Resource.Split(':'))
        {
            case ["function", { Length: > 0 } name]:
                function = new FunctionReference(scope, name, null);
                return true;
            case ["function", { Length: > 0 } name, { Length: > 0 } qualifier]:
                function = new FunctionReference(scope, name, qualifier);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads a name that passed its pattern; refuses other regions and accounts as AWS does.</summary>
    public static FunctionReference Read(string functionName, string? qualifier, Call call)
    {
        var parts = functionName.Split(':');
        var scope = call.Scope;
        string[] rest;
        if (Gatehouse.Core.Arn.TryParse(functionName, out var arn))
        {
            scope = new Scope(arn.Account, arn.Region);
            rest = arn.Resource.Split(':')[1..];
        }
        else if (parts is [{ Length: 12 } account, "function", ..] && account.All(char.IsAsciiDigit))
        {
            scope = scope with { Account = account };
            rest = parts[2..];
        }
        else
        {
            rest = parts is ["function", _, ..] ? parts[1..] : parts;
        }

        if (rest is not ([_] or [_, _]))
        {
            throw LambdaErrors.InvalidFunctionName(functionName);
        }

        var reference = new FunctionReference(scope, rest[0], Combine(rest is [_, var own] ? own : null, qualifier));
        if (scope.Region != call.Region)
        {
            throw LambdaErrors.OtherRegion(scope.Region, call.Region);
        }

        return scope.Account == call.Account ? reference : throw LambdaErrors.OtherAccount(call, reference.QualifiedArn);
    }

    private static string? Combine(string? fromName, string? given) =>
        fromName is not null && given is not null && fromName != given ? throw LambdaErrors.QualifierConflict() : fromName ?? given;
}
