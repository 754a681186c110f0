using System.Text;
using System.Text.Json;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Services.ApiGateway.UsagePlans;
using Gatehouse.Wire;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.ApiGateway.ApiKeys;

internal sealed record ApiKeyIds(List<string> Ids, List<string> Warnings);

/// <summary>
/// Makes keys from a CSV file and puts them on plans; a row with the value of a key that is there changes that key. What is wrong with a
/// row is a warning and leaves it out, or with <c>failonwarnings</c> refuses the file. How AWS words its warnings is not recorded. See https://docs.aws.amazon.com/apigateway/latest/api/API_ImportApiKeys.html.
/// </summary>
internal sealed class ImportApiKeys(KeyTables tables, CreateUsagePlanKey planKeys, Publisher publisher) : IRawOperation
{
    public OperationSpec Spec => OperationSpec.Post("/apikeys?mode=import", 201);

    public async ValueTask InvokeAsync(IReadOnlyDictionary<string, string> labels, HttpContext http, Call call)
    {
        if (!string.Equals(http.Request.Query["format"], "csv", StringComparison.Ordinal))
        {
            throw ApiGatewayErrors.BadKeyFile("the format must be csv");
        }

        var body = await RequestBody.ReadAsync(http, Spec.MaxBodyBytes);
        var rows = KeyFile.Parse(Encoding.UTF8.GetString(body.Span));
        var warnings = new List<string>();
        var good = new List<KeyRow>();
        foreach (var row in rows)
        {
            var problem = await ProblemOfAsync(row, call);
            if (problem is null)
            {
                good.Add(row);
            }
            else
            {
                warnings.Add($"Line {row.Line}: {problem}");
            }
        }

        if (warnings.Count > 0 && string.Equals(http.Request.Query["failonwarnings"], "true", StringComparison.OrdinalIgnoreCase))
        {
            throw ApiGatewayErrors.KeyFileWarnings(warnings);
        }

        var ids = new List<string>();
        foreach (var row in good)
        {
            // One moment after the other, so that the keys keep the file's order.
            try
            {
                ids.Add(await AddAsync(row, call with { Time = call.Time.AddTicks(ids.Count) }));
            }
            catch (AwsException late)
            {
                // What changed since the row was looked at, or an earlier row of the same key.
                warnings.Add($"Line {row.Line}: {late.Text}");
            }
        }

        http.Response.StatusCode = Spec.Status;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new ApiKeyIds(ids, warnings), ApiGatewayWire.Shapes.ApiKeyIds));
    }

    private async ValueTask<string> AddAsync(KeyRow row, Call call)
    {
        ApiKey Described(ApiKey key) => key with
        {
            Name = row.Name.Length > 0 ? row.Name : null,
            Description = row.Description.Length > 0 ? row.Description : null,
            Enabled = row.Enabled,
        };

        var known = await tables.KeyValues.FindAsync(call.Scope, ApiKeyRules.Digest(row.Key));
        var key = (known is null ? null : await tables.ChangeKeyAsync(call.Scope, known.KeyId, key => Described(key) with { LastUpdatedDate = call.Time }))
            ?? await NewKey.AddAsync(tables, call, Described(new ApiKey { Id = "", Value = row.Key, StageKeys = [] }));
        await publisher.KeyChangedAsync(call.Scope, key.Id);
        foreach (var planId in row.UsagePlanIds)
        {
            if (await tables.PlanKeys.FindAsync(call.Scope, $"{planId}/{key.Id}") is null)
            {
                await planKeys.InvokeAsync(new CreateUsagePlanKeyRequest { UsagePlanId = planId, KeyId = key.Id, KeyType = "API_KEY" }, call);
            }
        }

        return key.Id;
    }

    private async ValueTask<string?> ProblemOfAsync(KeyRow row, Call call)
    {
        try
        {
            ApiKeyRules.CheckValue(row.Key);
            ApiKeyRules.Check(new ApiKey { Id = "", Name = row.Name, Description = row.Description });
        }
        catch (AwsException bad)
        {
            return bad.Text;
        }

        if (row.HasExtraFields)
        {
            return "too many fields";
        }

        var known = await tables.KeyValues.FindAsync(call.Scope, ApiKeyRules.Digest(row.Key));
        var stages = new HashSet<string>(StringComparer.Ordinal);
        foreach (var planId in row.UsagePlanIds)
        {
            if (await tables.Plans.FindAsync(call.Scope, planId) is not { } plan)
            {
                return ApiGatewayErrors.UsagePlanNotFound().Text;
            }

            foreach (var stage in plan.ApiStages ?? [])
            {
                var claim = known is null ? null : await tables.StageClaims.FindAsync(call.Scope, $"{known.KeyId}/{stage.Name()}");
                if (!stages.Add(stage.Name()) || (claim is not null && claim.PlanId != planId))
                {
                    return "its usage plans share an API stage";
                }
            }
        }

        return row.UsagePlanIds.Length > UsagePlanRules.MostPlansOfKey ? "too many usage plans" : null;
    }
}
