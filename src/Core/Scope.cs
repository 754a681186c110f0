namespace Gatehouse.Core;

/// <summary>The account and region that a call belongs to. Nothing crosses from one scope into another.</summary>
/// <param name="Account">12 digits.</param>
/// <param name="Region">An AWS region name, for example <c>us-east-1</c>.</param>
public readonly record struct Scope(string Account, string Region)
{
    /// <summary>The scope of services without regions (IAM).</summary>
    public static Scope Global(string account) => new(account, "global");

    public override string ToString() => $"{Account}/{Region}";
}
