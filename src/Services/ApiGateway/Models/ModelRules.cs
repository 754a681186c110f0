using System.Text.Json;
using System.Text.RegularExpressions;
using Gatehouse.Services.ApiGateway.State;

namespace Gatehouse.Services.ApiGateway.Models;

/// <summary>What API Gateway accepts as a model, and when one may go.</summary>
internal static partial class ModelRules
{
    public static void CheckName(string name)
    {
        if (name.Length == 0)
        {
            throw ApiGatewayErrors.NoModelName();
        }

        if (!Name().IsMatch(name))
        {
            throw ApiGatewayErrors.BadModelName();
        }
    }

    public static void CheckSchema(string? schema)
    {
        if (string.IsNullOrEmpty(schema))
        {
            throw ApiGatewayErrors.NoModelSchema();
        }

        try
        {
            using var document = JsonDocument.Parse(schema);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return;
            }
        }
        catch (JsonException)
        {
            // Refused below, like a schema that is no object.
        }

        throw ApiGatewayErrors.BadModelSchema();
    }

    public static void CheckUnused(ApiDefinition api, string name)
    {
        foreach (var resource in api.Resources.Values)
        {
            foreach (var (verb, method) in resource.ResourceMethods ?? [])
            {
                if (method.RequestModels?.ContainsValue(name) == true)
                {
                    throw ApiGatewayErrors.ModelInUse(name, "request", $"{resource.Path}/{verb}");
                }

                if (method.MethodResponses?.Values.Any(response => response.ResponseModels?.ContainsValue(name) == true) == true)
                {
                    throw ApiGatewayErrors.ModelInUse(name, "response", $"{resource.Path}/{verb}");
                }
            }
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
