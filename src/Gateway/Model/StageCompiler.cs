using Gatehouse.Gateway.Authorizers;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Model;

/// <summary>Turns a stage's description into what the hot path reads: routes, limits in ticks, resolved functions.</summary>
internal sealed class StageCompiler(IntegrationCompiler integrations, AuthorizerCompiler authorizers, KeyDirectory keys, AccountThrottles accounts, TimeProvider time)
{
    /// <param name="model">What to serve.</param>
    /// <param name="previous">The stage's last version: its buckets go on, so that a deployment does not refill them, and so do its authorizers' caches.</param>
    public CompiledStage Compile(StageModel model, CompiledStage? previous)
    {
        var routes = new RouteTable();
        var names = new List<string>();
        var throttles = new Dictionary<string, Throttle>(StringComparer.Ordinal);
        foreach (var (key, throttle) in model.MethodThrottles)
        {
            throttles[ThrottleKeys.Normalize(key)] = throttle;
        }

        var buckets = new Dictionary<string, TokenBucket>(StringComparer.Ordinal);
        var compiledAuthorizers = authorizers.Compile(model, previous?.Authorizers);
        foreach (var resource in model.Resources)
        {
            foreach (var method in resource.Methods)
            {
                var slot = method.HttpMethod == "ANY" ? Verbs.Any : Verbs.SlotOf(method.HttpMethod);
                if (slot < 0)
                {
                    throw new ArgumentException($"'{method.HttpMethod}' on {resource.Path} is no verb that a method can have.", nameof(model));
                }

                names.Add($"{method.HttpMethod} {resource.Path}");
                var integration = integrations.Compile(model, resource, method);
                var authorizer = method.AuthorizerId is { } id ? compiledAuthorizers.GetValueOrDefault(id) : null;
                routes.Add(new CompiledMethod(model, resource, method, integration, ThrottleOf(resource, method)) { Authorizer = authorizer }, slot);
            }
        }

        return new CompiledStage(model, routes, keys.In(model.Scope), accounts.Of(model.Scope))
        {
            RouteNames = [.. names],
            MethodBuckets = buckets,
            Authorizers = compiledAuthorizers,
        };

        MethodThrottle? ThrottleOf(ResourceModel resource, MethodModel method)
        {
            var key = ThrottleKeys.Of(resource.Path, method.HttpMethod);
            if (!throttles.TryGetValue(key, out var limit) && !throttles.TryGetValue(ThrottleKeys.Everything, out limit))
            {
                return null;
            }

            var bucket = previous?.MethodBuckets.GetValueOrDefault(key) ?? new TokenBucket();
            buckets[key] = bucket;
            return limit.IsLimit ? new MethodThrottle(limit, BucketRate.Of(limit, time.TimestampFrequency), bucket) : null;
        }
    }
}
