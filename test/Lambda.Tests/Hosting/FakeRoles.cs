using Gatehouse.Services.Lambda.Roles;

namespace Gatehouse.Lambda.Tests.Hosting;

/// <summary>Every role exists but the one called <c>missing</c>.</summary>
internal sealed class FakeRoles : IRoleDirectory
{
    public ValueTask<bool> CanBeAssumedByLambdaAsync(string roleArn, CancellationToken cancellation) => new(!roleArn.EndsWith("/missing", StringComparison.Ordinal));
}
