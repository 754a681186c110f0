using Gatehouse.Gateway.Integrations;

namespace Gatehouse.Gateway.TestInvoke;

/// <summary>A function whose one call is written to an execution log.</summary>
internal sealed class LoggedFunction(IFunctionTarget target, string arn, string apiId, ExecutionLog log, TimeProvider time) : IFunctionTarget
{
    private FunctionAccess _access;

    public string Arn => arn;

    public string ApiId => apiId;

    public ExecutionLog Log => log;

    public TimeProvider Time => time;

    /// <summary>Whether it is an authorizer's function, of which the log speaks in other words.</summary>
    public bool IsAuthorizer { get; init; }

    /// <summary>Whether a role invokes it, so that its own policy is not asked.</summary>
    public bool HasCredentials { get; init; }

    public string SourceArn { get; private set; } = "";

    /// <summary>What the function replied, or null while it has not.</summary>
    public ProxyReply? Reply { get; set; }

    /// <summary>Always allowed: on AWS it is Lambda that refuses, when the request has been made up and logged.</summary>
    public FunctionAccess Check(string sourceArn)
    {
        SourceArn = sourceArn;
        _access = target.Check(sourceArn) is var access && access == FunctionAccess.NotPermitted && HasCredentials ? FunctionAccess.Allowed : access;
        return FunctionAccess.Allowed;
    }

    public FunctionExchange Begin()
    {
        var inner = _access == FunctionAccess.Allowed ? target.Begin() : null;
        return IsAuthorizer ? new LoggedAuthorizerExchange(this, inner) : new LoggedExchange(this, inner);
    }
}
