using Gatehouse.Gateway.Model;

namespace Gatehouse.Gateway.Responses;

/// <summary>An API's customised gateway responses: its own type first, then DEFAULT_4XX or DEFAULT_5XX, then the built-in one.</summary>
internal sealed class GatewayResponses
{
    private readonly CustomResponse?[] _byType = new CustomResponse?[Enum.GetValues<GatewayResponseType>().Length];

    public GatewayResponses(IReadOnlyList<GatewayResponseModel> models)
    {
        var byName = models.ToDictionary(model => model.ResponseType, StringComparer.Ordinal);
        foreach (var type in Enum.GetValues<GatewayResponseType>())
        {
            var standard = DefaultResponse.Of(type);
            if (standard.Customizable
                && (byName.TryGetValue(standard.Name, out var model) || byName.TryGetValue(standard.Status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX", out model)))
            {
                _byType[(int)type] = new CustomResponse(model);
            }
        }
    }

    public CustomResponse? Of(GatewayResponseType type) => _byType[(int)type];
}
