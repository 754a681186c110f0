using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Services.ApiGateway.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

internal sealed record CreateUsagePlanRequest : IConstrained
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public List<ApiStage?>? ApiStages { get; init; }

    public ThrottleSettings? Throttle { get; init; }

    public QuotaSettings? Quota { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public void Constrain(Violations check) => UsagePlanRules.Constrain(check, Quota);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_CreateUsagePlan.html.</summary>
internal sealed class CreateUsagePlan(KeyTables tables, ApiTables apis, Publisher publisher) : IOperation<CreateUsagePlanRequest, UsagePlan>
{
    public OperationSpec Spec => OperationSpec.Post("/usageplans", 201);

    public async ValueTask<UsagePlan> InvokeAsync(CreateUsagePlanRequest request, Call call)
    {
        TagRules.Check(request.Tags);
        foreach (var stage in request.ApiStages ?? [])
        {
            if (stage is null || await apis.Stages.FindAsync(call.Scope, $"{stage.ApiId}/{stage.Stage}") is null)
            {
                throw ApiGatewayErrors.BadPlanStage();
            }
        }

        while (true)
        {
            var plan = UsagePlanRules.Check(new UsagePlan
            {
                Id = Ids.Lower(6),
                Name = request.Name,
                Description = string.IsNullOrEmpty(request.Description) ? null : request.Description,
                ApiStages = [.. (request.ApiStages ?? []).OfType<ApiStage>().DistinctBy(stage => stage.Name())],
                Throttle = request.Throttle,
                Quota = request.Quota,
                Tags = request.Tags,
            });
            if (await tables.Plans.TryInsertAsync(call.Scope, plan.Id, plan))
            {
                await publisher.PlanChangedAsync(call.Scope, plan.Id);
                return plan with { Tags = plan.Tags is { Count: > 0 } ? plan.Tags : null };
            }
        }
    }
}
