using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Methods;

/// <summary>Changing one method of an API.</summary>
internal static class MethodChanges
{
    public static ValueTask<Method> ChangeMethodAsync(
        this ApiTables tables, Call call, string apiId, string resourceId, string verb, Func<ApiDefinition, Method, Method> change) =>
        tables.ChangeAsync(
            call,
            apiId,
            api =>
            {
                var resource = api.GetResource(resourceId);
                var changed = change(api, resource.GetMethod(verb));
                api.Resources[resource.Id] = resource.WithMethod(verb, changed);
                return changed;
            },
            ApiGatewayErrors.ResourceNotFound());
}
