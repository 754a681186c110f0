using Gatehouse.Gateway.Authorizers;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Usage;
using Gatehouse.Gateway.Validation;

namespace Gatehouse.Gateway.Model;

/// <summary>Turns a stage's description into what the hot path reads: routes, limits in ticks, resolved functions.</summary>
internal sealed class StageCompiler(
    IntegrationCompiler integrations, AuthorizerCompiler authorizers, KeyDirectory keys, AccountThrottles accounts, TimeProvider time, LoggingCompiler? logging = null)
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

        var details = new Dictionary<string, LogDetail>(StringComparer.Ordinal);
        foreach (var (key, detail) in model.MethodLogs)
        {
            details[ThrottleKeys.Normalize(key)] = detail;
        }

        var buckets = new Dictionary<string, TokenBucket>(StringComparer.Ordinal);
        var compiledAuthorizers = authorizers.Compile(model, previous?.Authorizers);
        var schemas = new SchemaSet(model.Models);
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
                var detail = logging is null ? LogDetail.Off : DetailOf(resource, method);
                var integration = detail == LogDetail.Off ? integrations.Compile(model, resource, method) : logging!.Compile(model, resource, method, detail);
                var authorizer = method.AuthorizerId is { } id ? compiledAuthorizers.GetValueOrDefault(id) : null;
                var body = method.RequestModels.Count > 0 ? new BodyValidator(method.RequestModels, schemas) : null;
                routes.Add(new CompiledMethod(model, resource, method, integration, ThrottleOf(resource, method)) { LogDetail = detail, Authorizer = authorizer, Body = body }, slot);
            }
        }

        return new CompiledStage(model, routes, keys.In(model.Scope), accounts.Of(model.Scope))
        {
            RouteNames = [.. names],
            MethodBuckets = buckets,
            Requests = previous?.Requests ?? new RequestRing(),
            Logging = logging?.Compile(model),
            Authorizers = compiledAuthorizers,
        };

        LogDetail DetailOf(ResourceModel resource, MethodModel method) =>
            details.TryGetValue(ThrottleKeys.Of(resource.Path, method.HttpMethod), out var own) ? own : details.GetValueOrDefault(ThrottleKeys.Everything);

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
