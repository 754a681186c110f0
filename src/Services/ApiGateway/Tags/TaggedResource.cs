using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Tags;

/// <summary>What a tag operation's ARN names: an API, a stage, a key or a plan. Tags live in the row of the thing itself.</summary>
internal sealed class TaggedResource(ApiTables apis, KeyTables keys)
{
    public async ValueTask<Dictionary<string, string>> GetAsync(Call call, string arn) => Parse(arn) switch
    {
        ["restapis", var id] => (await apis.GetApiAsync(call, id)).Tags,
        ["restapis", var id, "stages", var stage] => (await apis.Stages.FindAsync(call.Scope, $"{id}/{stage}") ?? throw ApiGatewayErrors.StageNotFound()).Tags,
        ["apikeys", var id] => (await keys.Keys.FindAsync(call.Scope, id) ?? throw ApiGatewayErrors.ApiKeyNotFound()).Key.Tags,
        ["usageplans", var id] => (await keys.Plans.FindAsync(call.Scope, id) ?? throw ApiGatewayErrors.UsagePlanNotFound()).Tags,
        _ => throw ApiGatewayErrors.BadTagArn(arn),
    } ?? [];

    public async ValueTask ChangeAsync(Call call, string arn, Action<Dictionary<string, string>> change)
    {
        Dictionary<string, string> Changed(Dictionary<string, string>? tags)
        {
            var changed = new Dictionary<string, string>(tags ?? []);
            change(changed);
            TagRules.Check(changed);
            return changed;
        }

        switch (Parse(arn))
        {
            case ["restapis", var id]:
                _ = await apis.Apis.UpdateAsync(call.Scope, id, api => api with { Tags = Changed(api.Tags) }) ?? throw ApiGatewayErrors.ApiNotFound(call, id);
                break;
            case ["restapis", var id, "stages", var stage]:
                _ = await apis.Stages.UpdateAsync(call.Scope, $"{id}/{stage}", row => row with { Tags = Changed(row.Tags) }) ?? throw ApiGatewayErrors.StageNotFound();
                break;
            case ["apikeys", var id]:
                _ = await keys.Keys.UpdateAsync(call.Scope, id, row => row with { Key = row.Key with { Tags = Changed(row.Key.Tags) } }) ?? throw ApiGatewayErrors.ApiKeyNotFound();
                break;
            case ["usageplans", var id]:
                _ = await keys.Plans.UpdateAsync(call.Scope, id, plan => plan with { Tags = Changed(plan.Tags) }) ?? throw ApiGatewayErrors.UsagePlanNotFound();
                break;
            default:
                throw ApiGatewayErrors.BadTagArn(arn);
        }
    }

    private static string[] Parse(string arn) =>
        Arn.TryParse(arn, out var parsed) && parsed.Service == "apigateway" ? parsed.Resource.TrimStart('/').Split('/') : throw ApiGatewayErrors.MalformedArn(arn);
}
