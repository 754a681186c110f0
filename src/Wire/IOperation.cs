namespace Gatehouse.Wire;

/// <summary>One AWS operation: the class is named as AWS names it, and its records are the shapes on the wire.</summary>
public interface IOperation<TRequest, TResponse>
    where TRequest : class
    where TResponse : class
{
    /// <summary>Where it is on the wire.</summary>
    OperationSpec Spec { get; }

    /// <summary>Does it, or throws <see cref="AwsException"/>.</summary>
    ValueTask<TResponse> InvokeAsync(TRequest request, Call call);
}

/// <summary>A request that has limits beyond its types. They are checked after all required members were seen.</summary>
public interface IConstrained
{
    void Constrain(Violations check);
}

/// <summary>The answer of operations that answer nothing.</summary>
public sealed record Nothing
{
    public static Nothing Value { get; } = new();
}
