using Gatehouse.Services.ApiGateway.RestApis;

namespace Gatehouse.Services.ApiGateway.State;

/// <summary>An API as it was when it was deployed: what its stages serve, whatever happens to the API afterwards.</summary>
internal sealed record DeploymentSnapshot(RestApi Api, ApiDefinition Definition);
