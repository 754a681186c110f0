using System.Text;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Tokens;

internal sealed record GetAuthorizationTokenRequest : IConstrained
{
    public IReadOnlyList<string>? RegistryIds { get; init; }

    public void Constrain(Violations check) => check.Registries(RegistryIds);
}

internal sealed record AuthorizationTokens
{
    public required IReadOnlyList<AuthorizationData> AuthorizationData { get; init; }
}

internal sealed record AuthorizationData
{
    public required string AuthorizationToken { get; init; }

    public required double ExpiresAt { get; init; }

    public required string ProxyEndpoint { get; init; }
}

/// <summary>
/// Gives the password that container tools log in with, for twelve hours and for the caller's own registry.
/// See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html.
/// </summary>
internal sealed class GetAuthorizationToken(TokenIssuer tokens) : IOperation<GetAuthorizationTokenRequest, AuthorizationTokens>
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<AuthorizationTokens> InvokeAsync(GetAuthorizationTokenRequest request, Call call)
    {
        if (request.RegistryIds?.Any(registry => registry != call.Account) is true)
        {
            throw EcrErrors.InvalidParameter("registryIds", "must be the caller's own registry");
        }

        var (password, expires) = await tokens.IssueAsync(call.Scope, Lifetime, call.Aborted);
        return new AuthorizationTokens
        {
            AuthorizationData =
            [
                new AuthorizationData
                {
                    AuthorizationToken = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TokenAuthorizer.User}:{password}")),
                    ExpiresAt = expires.ToEpochSeconds(),
                    ProxyEndpoint = $"http://localhost:{call.Port}",
                },
            ],
        };
    }
}
