using Gatehouse.Services.Iam.Roles;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Sts;

/// <summary>AWS Security Token Service: who is calling, and credentials for a while.</summary>
public static class StsService
{
    public static ServiceDefinition Define(IStore store, TimeProvider time)
    {
        var roles = new RoleTable(store);
        var sessions = new SessionTable(store, time);
        return ServiceBuilder.Query("sts", "https://sts.amazonaws.com/doc/2011-06-15/", "2011-06-15", StsWire.Default, IamService.Errors)
            .Add(new AssumeRole(roles, sessions))
            .Add(new GetAccessKeyInfo(sessions))
            .Add(new GetCallerIdentity())
            .Add(new GetSessionToken(sessions))
            .Issues(sessions)
            .NotImplemented(
                """
                AssumeRoleWithSAML
                AssumeRoleWithWebIdentity
                AssumeRoot
                DecodeAuthorizationMessage
                GetDelegatedAccessToken
                GetFederationToken
                GetWebIdentityToken
                """)
            .Build();
    }
}
