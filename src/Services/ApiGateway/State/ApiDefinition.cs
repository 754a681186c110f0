using Gatehouse.Services.ApiGateway.Authorizers;
using Gatehouse.Services.ApiGateway.GatewayResponses;
using Gatehouse.Services.ApiGateway.Models;
using Gatehouse.Services.ApiGateway.RequestValidators;
using Gatehouse.Services.ApiGateway.Resources;

namespace Gatehouse.Services.ApiGateway.State;

/// <summary>
/// What an API is made of, in one row: rules that span its parts (one name among siblings, no model deleted while a method uses it,
/// a deployment that is a copy of one moment) then hold by the row's version alone. AWS allows 300 resources in an API.
/// </summary>
/// <remarks>Read afresh for every change, so changes are made in place.</remarks>
internal sealed class ApiDefinition
{
    public required string RootResourceId { get; init; }

    /// <summary>By id; methods, their responses and their integrations are inside.</summary>
    public Dictionary<string, Resource> Resources { get; init => field = value ?? []; } = [];

    /// <summary>By name.</summary>
    public Dictionary<string, Model> Models { get; init => field = value ?? []; } = [];

    /// <summary>By id.</summary>
    public Dictionary<string, RequestValidator> RequestValidators { get; init => field = value ?? []; } = [];

    /// <summary>By id.</summary>
    public Dictionary<string, Authorizer> Authorizers { get; init => field = value ?? []; } = [];

    /// <summary>By type; customised ones only.</summary>
    public Dictionary<string, GatewayResponse> GatewayResponses { get; init => field = value ?? []; } = [];

    public Authorizer GetAuthorizer(string id) => Authorizers.GetValueOrDefault(id) ?? throw ApiGatewayErrors.AuthorizerNotFound();

    public Resource GetResource(string id) => Resources.GetValueOrDefault(id) ?? throw ApiGatewayErrors.ResourceNotFound();
}
