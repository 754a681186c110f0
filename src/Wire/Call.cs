using Gatehouse.Core;

namespace Gatehouse.Wire;

/// <summary>One call of an operation: who calls, for which account and region, and through which address.</summary>
public sealed record Call
{
    public required Scope Scope { get; init; }

    /// <summary>The operation's name, as AWS has it.</summary>
    public required string Operation { get; init; }

    /// <summary>Returned in <c>x-amzn-RequestId</c>.</summary>
    public required string RequestId { get; init; }

    public required string AccessKeyId { get; init; }

    /// <summary>The time of the call.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The port that this call came in on: what URLs that we hand out must name.</summary>
    public required int Port { get; init; }

    public CancellationToken Aborted { get; init; }

    public string Account => Scope.Account;

    public string Region => Scope.Region;

    /// <summary>Set when the call was made with temporary credentials that were handed out here.</summary>
    public Session? Session { get; init; }

    /// <summary>The caller's ARN. Credentials are not checked, so every caller without a session is its account's root.</summary>
    public string CallerArn => Session?.Arn ?? $"arn:aws:iam::{Account}:root";

    /// <summary>The caller's unique id: the account's number for its root.</summary>
    public string CallerId => Session?.UserId ?? Account;
}
