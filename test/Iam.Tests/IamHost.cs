using Gatehouse.Services.Iam;
using Gatehouse.Services.Iam.Sts;

namespace Gatehouse.Iam.Tests;

/// <summary>IAM and STS over one store.</summary>
internal static class IamHost
{
    public const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    public static Task<WireHost> StartAsync(TimeProvider? time = null) =>
        WireHost.StartAsync(store => [IamService.Define(store), StsService.Define(store, time ?? TimeProvider.System)], time);

    /// <summary>The script's output; <c>iam</c> and <c>sts</c> are clients, <c>role(name)</c> makes a role.</summary>
    public static Task<string> PythonAsync(this WireHost host, string script) => Python.RunAsync(
        host.Address,
        $$"""
        iam = client('iam')
        sts = client('sts')
        trust = '{{Trust}}'
        allow = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}'
        def role(name, **k):
            return iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, **k)['Role']
        def policy(name, **k):
            return iam.create_policy(PolicyName=name, PolicyDocument=allow, **k)['Policy']

        """ + script);

    /// <summary>Sends one form and answers the XML, with what differs from call to call taken out.</summary>
    public static async Task<string> SendAsync(this WireHost host, string form)
    {
        using var content = new StringContent(form, null, "application/x-www-form-urlencoded");
        var response = await host.SendAsync("iam", HttpMethod.Post, "/", content);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (var (pattern, with) in new[]
        {
            ("<RequestId>[0-9a-f-]{36}<", "<RequestId>ID<"),
            ("<RoleId>AROA[A-Z2-7]{17}<", "<RoleId>AROA<"),
            ("<PolicyId>ANPA[A-Z2-7]{17}<", "<PolicyId>ANPA<"),
            (@"<(Create|Update)Date>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<", "<$1Date>NOW<"),
        })
        {
            body = System.Text.RegularExpressions.Regex.Replace(body, pattern, with);
        }

        return $"{(int)response.StatusCode} {body}";
    }
}
