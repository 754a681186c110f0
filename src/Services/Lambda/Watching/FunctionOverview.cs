using Gatehouse.Core;

namespace Gatehouse.Services.Lambda.Watching;

/// <summary>One function as its owner sees it: what it is, what it runs, and what happened to it since the server started.</summary>
public sealed record FunctionOverview
{
    public required Scope Scope { get; init; }

    public required string Name { get; init; }

    public required string Arn { get; init; }

    /// <summary>AWS's word: Pending, Active, Failed.</summary>
    public required string State { get; init; }

    public required string? StateReason { get; init; }

    /// <summary>Successful, InProgress, Failed; null while the first activation is under way.</summary>
    public required string? LastUpdate { get; init; }

    public required string? LastUpdateReason { get; init; }

    /// <summary>The image as the owner named it.</summary>
    public required string Package { get; init; }

    public required string RevisionId { get; init; }

    public required DateTimeOffset LastModified { get; init; }

    public required int MemorySizeMb { get; init; }

    public required int TimeoutSeconds { get; init; }

    public required string LogGroup { get; init; }

    public required int? ReservedConcurrency { get; init; }

    /// <summary>Invocations that run now, of all versions.</summary>
    public required int Running { get; init; }

    /// <summary>Invocations that were refused because the concurrency was used up.</summary>
    public required long Refused { get; init; }

    /// <summary>Asynchronous events that wait or are under way.</summary>
    public required int Events { get; init; }

    /// <summary><c>$LATEST</c> first, then the published ones, newest first.</summary>
    public required IReadOnlyList<VersionOverview> Versions { get; init; }
}
