using Gatehouse.Gateway.Integrations;

namespace Gatehouse.Gateway.Logging;

/// <summary>A function whose one call is written to an execution log.</summary>
internal sealed class LoggedFunction(IFunctionTarget target, string arn, string apiId, ExecutionLog log, GatewayTime time) : IFunctionTarget
{
    public string Arn => arn;

    public string ApiId => apiId;

    public ExecutionLog Log => log;

    public GatewayTime Time => time;

    /// <summary>Whether it is an authorizer's function, of which the log speaks in other words.</summary>
    public bool IsAuthorizer { get; init; }

    /// <summary>Whether a role invokes it, so that its own policy is not asked.</summary>
    public bool HasCredentials { get; init; }

    public string SourceArn { get; private set; } = "";

    /// <summary>What the function's permissions really say.</summary>
    public FunctionAccess Access { get; private set; }

    /// <summary>Always allowed: on AWS it is Lambda that refuses, when the request has been made up and logged.</summary>
    public FunctionAccess Check(string sourceArn)
    {
        SourceArn = sourceArn;
        Access = target.Check(sourceArn) is var access && access == FunctionAccess.NotPermitted && HasCredentials ? FunctionAccess.Allowed : access;
        return FunctionAccess.Allowed;
    }

    public FunctionExchange Begin() => new LoggedExchange(this, Access == FunctionAccess.Allowed ? target.Begin() : null);
}
