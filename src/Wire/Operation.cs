using System.Text.Json.Serialization.Metadata;
using Gatehouse.Wire.Shapes;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Wire;

/// <summary>A registered operation with its types erased, so that one dispatcher serves all.</summary>
public abstract class Operation(string name, OperationSpec spec)
{
    public string Name => name;

    public OperationSpec Spec => spec;

    /// <summary>The request's contract; null for raw operations.</summary>
    public abstract JsonTypeInfo? RequestType { get; }

    /// <summary>The response's contract; null for raw operations and those that answer nothing.</summary>
    public abstract JsonTypeInfo? ResponseType { get; }
}

/// <summary>An operation over records.</summary>
internal abstract class TypedOperation(string name, OperationSpec spec) : Operation(name, spec)
{
    public abstract Shape Request { get; }

    public abstract Shape? Response { get; }

    public abstract ValueTask<object> InvokeAsync(object request, Call call);
}

internal sealed class TypedOperation<TRequest, TResponse>(
    string name, IOperation<TRequest, TResponse> operation, JsonTypeInfo request, JsonTypeInfo? response)
    : TypedOperation(name, operation.Spec)
    where TRequest : class
    where TResponse : class
{
    // Contracts are read on first use: a server has hundreds and starts in a fraction of a second.
    private Shape? _request;
    private Shape? _response;

    public override JsonTypeInfo? RequestType => request;

    public override JsonTypeInfo? ResponseType => response;

    public override Shape Request => _request ??= Shape.Of(request);

    public override Shape? Response => response is null ? null : _response ??= Shape.Of(response);

    public override async ValueTask<object> InvokeAsync(object request, Call call) => await operation.InvokeAsync((TRequest)request, call);
}

internal sealed class RawOperation(string name, IRawOperation operation) : Operation(name, operation.Spec)
{
    public override JsonTypeInfo? RequestType => null;

    public override JsonTypeInfo? ResponseType => null;

    public ValueTask InvokeAsync(IReadOnlyDictionary<string, string> labels, HttpContext http, Call call) => operation.InvokeAsync(labels, http, call);
}
