namespace Gatehouse.Gateway.TestInvoke;

/// <summary>A request made up to try one method.</summary>
public sealed record TestRequest
{
    /// <summary>The stage that tests pretend to run on: permissions for tests name it.</summary>
    public const string StageName = "test-invoke-stage";

    public required string ResourceId { get; init; }

    /// <summary>A verb; an <c>ANY</c> method is tried with one that it covers.</summary>
    public required string HttpMethod { get; init; }

    /// <summary>The path, with its parameters filled in, and the query. Without a path the resource's own is taken as it is.</summary>
    public string? PathWithQueryString { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public string? Body { get; init; }

    public required TestCaller Caller { get; init; }
}

/// <summary>Whose credentials asked for the test; the event shows them as the caller's.</summary>
public sealed record TestCaller(string Arn, string Id, string AccessKeyId);
