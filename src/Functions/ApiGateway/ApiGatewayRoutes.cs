namespace Gatehouse.Functions.ApiGateway;

/// <summary>
/// The routes of one function, by method and resource as the API declares them. API Gateway has matched the path already; where the
/// API hands everything to one greedy resource (<c>/{proxy+}</c>), the table matches the path itself.
/// </summary>
public sealed class ApiGatewayRoutes
{
    // By resource, then by method: keys of one string each need no code made at the first request.
    private readonly Dictionary<string, Dictionary<string, Route>> _routes = [];
    private readonly List<Route> _inOrder = [];

    /// <summary>Answers a method of a resource; <c>ANY</c> stands for every method that has no route of its own.</summary>
    public ApiGatewayRoutes Map(string method, string resource, Func<ApiGatewayRequest, ApiGatewayResponse> handler) =>
        Map(method, resource, (request, _) => new ValueTask<ApiGatewayResponse>(handler(request)));

    /// <summary>The same, for handlers that wait for something or need the invocation's context.</summary>
    public ApiGatewayRoutes Map(
        string method, string resource, Func<ApiGatewayRequest, FunctionContext, ValueTask<ApiGatewayResponse>> handler)
    {
        var route = new Route(method, new PathTemplate(resource), handler);
        if (!_routes.TryGetValue(resource, out var methods))
        {
            _routes[resource] = methods = [];
        }

        if (!methods.TryAdd(method, route))
        {
            throw new ArgumentException($"{method} {resource} is mapped twice.", nameof(resource));
        }

        _inOrder.Add(route);
        return this;
    }

    /// <summary>Runs the route of a request. A path that has none gets 404, a method that has none 405.</summary>
    public ValueTask<ApiGatewayResponse> HandleAsync(ApiGatewayRequest request, FunctionContext context)
    {
        if (_routes.TryGetValue(request.Resource, out var methods) &&
            (methods.TryGetValue(request.HttpMethod, out var route) || methods.TryGetValue("ANY", out route)))
        {
            return route.Handler(request, context);
        }

        return HandleByPath(request, context);
    }

    private ValueTask<ApiGatewayResponse> HandleByPath(ApiGatewayRequest request, FunctionContext context)
    {
        var pathIsKnown = false;
        Route? best = null;
        IReadOnlyDictionary<string, string> bestParameters = EmptyMap.Single;
        foreach (var route in _inOrder)
        {
            if (route.Template.Match(request.Path) is not { } parameters)
            {
                continue;
            }

            pathIsKnown = true;
            if ((route.Method == request.HttpMethod || route.Method == "ANY") && route.IsCloserThan(best))
            {
                (best, bestParameters) = (route, parameters);
            }
        }

        return best is null
            ? new(ApiGatewayResponse.Json(pathIsKnown ? """{"message":"Method Not Allowed"}""" : """{"message":"Not Found"}""", pathIsKnown ? 405 : 404))
            : best.Handler(request with { Resource = best.Template.Text, PathParameters = bestParameters }, context);
    }

    private sealed record Route(
        string Method, PathTemplate Template, Func<ApiGatewayRequest, FunctionContext, ValueTask<ApiGatewayResponse>> Handler)
    {
        public bool IsCloserThan(Route? other) =>
            other is null || Template.CompareTo(other.Template) is var order && (order < 0 || (order == 0 && other.Method == "ANY"));
    }
}
