using System.Diagnostics.CodeAnalysis;

namespace Gatehouse.Core;

/// <summary>An Amazon Resource Name, <c>arn:partition:service:region:account:resource</c>. Region and account may be empty.</summary>
public readonly record struct Arn(string Partition, string Service, string Region, string Account, string Resource)
{
    /// <summary>An ARN in the <c>aws</c> partition.</summary>
    public static Arn Of(string service, Scope scope, string resource) => new("aws", service, scope.Region, scope.Account, resource);

    public static bool TryParse([NotNullWhen(true)] string? text, out Arn arn)
    {
        arn = default;
        var parts = text?.Split(':', 6);
        if (parts is not { Length: 6 } || parts[0] != "arn" || parts[1].Length == 0 || parts[2].Length == 0 || parts[5].Length == 0)
        {
            return false;
        }

        arn = new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]);
        return true;
    }

    public override string ToString() => $"arn:{Partition}:{Service}:{Region}:{Account}:{Resource}";
}
