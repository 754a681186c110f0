using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Sts;

/// <summary>AWS Security Token Service: who is calling.</summary>
public static class StsService
{
    public static ServiceDefinition Define() =>
        ServiceBuilder.Query("sts", "https://sts.amazonaws.com/doc/2011-06-15/", "2011-06-15", StsWire.Default, Errors)
            .Add(new GetCallerIdentity())
            .NotImplemented(
                """
                AssumeRole
                AssumeRoleWithSAML
                AssumeRoleWithWebIdentity
                AssumeRoot
                DecodeAuthorizationMessage
                GetAccessKeyInfo
                GetDelegatedAccessToken
                GetFederationToken
                GetSessionToken
                GetWebIdentityToken
                """)
            .Build();

    private static ErrorStyle Errors => new() { ValidationCode = "ValidationError", SerializationCode = "ValidationError", InternalCode = "InternalFailure" };
}
