using System.Text.Json.Serialization;

namespace Gatehouse.Wire;

/// <summary>Gathers a service's operations: one line each.</summary>
public sealed class ServiceBuilder
{
    private readonly string _name;
    private readonly IProtocol _protocol;
    private readonly JsonSerializerContext _shapes;
    private readonly List<Operation> _operations = [];
    private readonly List<MissingOperation> _missing = [];
    private ISessionDirectory? _sessions;
    private TimeProvider? _time;

    private ServiceBuilder(string name, IProtocol protocol, JsonSerializerContext shapes)
    {
        _name = name;
        _protocol = protocol;
        _shapes = shapes;
    }

    /// <summary>A service of the rest-json protocol.</summary>
    public static ServiceBuilder RestJson(string name, JsonSerializerContext shapes, ErrorStyle errors) => new(name, new RestJson.RestJsonProtocol(errors), shapes);

    /// <summary>A service of the JSON 1.1 protocol.</summary>
    /// <param name="name">The signing name.</param>
    /// <param name="targetPrefix">What stands before the dot in <c>X-Amz-Target</c>.</param>
    public static ServiceBuilder Json11(string name, string targetPrefix, JsonSerializerContext shapes, ErrorStyle errors) =>
        new(name, new Json11.Json11Protocol(targetPrefix, errors), shapes);

    /// <summary>A service of the query protocol, which answers XML.</summary>
    public static ServiceBuilder Query(string name, string xmlNamespace, string version, JsonSerializerContext shapes, ErrorStyle errors) =>
        new(name, new Query.QueryProtocol(xmlNamespace, version, errors), shapes);

    public ServiceBuilder Add<TRequest, TResponse>(IOperation<TRequest, TResponse> operation)
        where TRequest : class
        where TResponse : class
    {
        var request = _shapes.GetTypeInfo(typeof(TRequest))
            ?? throw new InvalidOperationException($"{_shapes.GetType().Name} lacks [JsonSerializable(typeof({typeof(TRequest).Name}))].");
        var response = typeof(TResponse) == typeof(Nothing)
            ? null
            : _shapes.GetTypeInfo(typeof(TResponse))
              ?? throw new InvalidOperationException($"{_shapes.GetType().Name} lacks [JsonSerializable(typeof({typeof(TResponse).Name}))].");
        _operations.Add(new TypedOperation<TRequest, TResponse>(operation.GetType().Name, operation, request, response));
        return this;
    }

    public ServiceBuilder AddRaw(IRawOperation operation)
    {
        _operations.Add(new RawOperation(operation.GetType().Name, operation));
        return this;
    }

    /// <summary>Operations that AWS has and we answer with 501, one a line: the name, and for REST services method and URI.</summary>
    public ServiceBuilder NotImplemented(string lines)
    {
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            _missing.Add(line.Split(' ') switch
            {
                [var name] => new MissingOperation(name),
                [var name, var method, var uri] => new MissingOperation(name, method, uri),
                _ => throw new InvalidOperationException($"'{line}' is neither 'Name' nor 'Name METHOD /uri'."),
            });
        }

        return this;
    }

    /// <summary>The service hands out temporary credentials; the dispatcher asks it whose they are.</summary>
    public ServiceBuilder Issues(ISessionDirectory sessions)
    {
        _sessions = sessions;
        return this;
    }

    /// <summary>The service's calls carry this time, whatever the dispatcher's is: what it does takes real time.</summary>
    public ServiceBuilder GoesBy(TimeProvider time)
    {
        _time = time;
        return this;
    }

    public ServiceDefinition Build() => new(_name, _protocol, _operations, _missing) { Sessions = _sessions, Time = _time };
}
