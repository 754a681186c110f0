using Gatehouse.Gateway.Addressing;
using Gatehouse.Gateway.Authorizers;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Usage;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Gateway.Rest;

/// <summary>One request on its way through the pipeline.</summary>
internal sealed class Invocation
{
    private readonly string _target;
    private readonly Range _path;
    private readonly Range _query;
    private readonly Range _stagePath;
    private CompiledMethod? _method;

    public Invocation(HttpContext http, CompiledStage stage, in RequestAddress address, RequestRecord record)
    {
        Http = http;
        Stage = stage;
        Record = record;
        _target = address.Target;
        _path = address.Path;
        _query = address.Query;
        _stagePath = address.StagePath;

        // With AWS's own host the event shows what AWS would. A localhost name is kept with its port, so that links which a function builds
        // from it lead back here; the path forms have no such name, and get AWS's.
        DomainName = address.Host ?? stage.DomainName;
        VerbSlot = Verbs.SlotOf(http.Request.Method);
    }

    public HttpContext Http { get; }

    public CompiledStage Stage { get; }

    public RequestRecord Record { get; }

    public string DomainName { get; }

    /// <summary>The verb's slot in a node's table, or -1 for a verb that no method can have.</summary>
    public int VerbSlot { get; }

    /// <summary>Set by the stage that matches the route, which is the first that may refuse for the API's own reasons.</summary>
    public CompiledMethod Method
    {
        get => _method ?? throw new InvalidOperationException("No route was matched yet.");
        set => _method = value;
    }

    public CompiledMethod? MatchedMethod => _method;

    /// <summary>What the method's authorizer said of the caller, once it did. Stays null where none is asked.</summary>
    public Authorization? Authorization { get; set; }

    /// <summary>The caller's key and plan, once identified. Stays null where the method asks for no key.</summary>
    public Subscription? Subscription { get; set; }

    /// <summary>Set when execution began: from there on AWS sends the trace id to the caller.</summary>
    public string? TraceRoot { get; set; }

    /// <summary>The body, where it had to be read before the execution; null where nobody asked for it.</summary>
    public byte[]? ValidatedBody { get; set; }

    /// <summary>How the request was refused; does not refuse while it was not.</summary>
    public Verdict Refusal { get; set; }

    /// <summary>The execution log, from the moment the execution begins; null where the method keeps none.</summary>
    public ExecutionLog? Log { get; set; }

    /// <summary>The name that a CDN in front of an edge-optimised API gives to this request, the same towards function and caller.</summary>
    public string? CloudFrontId { get; set; }

    public ReadOnlySpan<char> Target => _target;

    /// <summary>The path behind the stage as sent; at least a slash.</summary>
    public ReadOnlySpan<char> Path
    {
        get
        {
            var path = _target.AsSpan(_path);
            return path.IsEmpty ? "/" : path;
        }
    }

    public ReadOnlySpan<char> Query => _target.AsSpan(_query);

    /// <summary>The path with its stage, as <c>requestContext.path</c> shows it.</summary>
    public string ContextPath
    {
        get
        {
            var path = _target.AsSpan(_stagePath);
            return path.IsEmpty ? $"/{Stage.Model.StageName}{_target.AsSpan(_path)}" : path.ToString();
        }
    }
}
