using Gatehouse.Services.Iam.Sts;

namespace Gatehouse.Iam.Tests.Sts;

public sealed class SessionTests
{
    private const string AsSession =
        """
        def session(c, name):
            return boto3.client(name, endpoint_url=os.environ['ENDPOINT'], region_name='us-east-1', aws_access_key_id=c['AccessKeyId'],
                aws_secret_access_key=c['SecretAccessKey'], aws_session_token=c['SessionToken'], config=Config(retries={'max_attempts': 1}))

        """;

    [Fact]
    public async Task AssumedRole_ActsInItsAccountUnderItsName()
    {
        await using var host = await IamHost.StartAsync();

        var answers = await host.PythonAsync(AsSession +
            """
            other = client('iam', '222222222222')
            r = other.create_role(RoleName='r', Path='/p/', AssumeRolePolicyDocument=trust)['Role']
            a = sts.assume_role(RoleArn=r['Arn'], RoleSessionName='me')
            c = a['Credentials']
            print(c['AccessKeyId'][:4], len(c['AccessKeyId']), a['AssumedRoleUser']['Arn'], a['AssumedRoleUser']['AssumedRoleId'] == r['RoleId'] + ':me', 'PackedPolicySize' in a)
            i = session(c, 'sts').get_caller_identity()
            print(i['Account'], i['Arn'], i['UserId'] == r['RoleId'] + ':me', len(session(c, 'iam').list_roles()['Roles']))
            print(sts.get_access_key_info(AccessKeyId=c['AccessKeyId'])['Account'], sts.get_access_key_info(AccessKeyId='AKIAIOSFODNN7EXAMPLE')['Account'])
            print(sts.assume_role(RoleArn=r['Arn'], RoleSessionName='me', Policy=allow)['PackedPolicySize'] > 0)
            t = client('sts', '333333333333').get_session_token()['Credentials']
            print(session(t, 'sts').get_caller_identity()['Arn'])
            """);

        Assert.Equal(
            """
            ASIA 20 arn:aws:sts::222222222222:assumed-role/r/me True False
            222222222222 arn:aws:sts::222222222222:assumed-role/r/me True 1
            222222222222 000000000000
            True
            arn:aws:iam::333333333333:root
            """,
            answers);
    }

    [Fact]
    public async Task Errors_AreWordedAsAwsDoes()
    {
        await using var host = await IamHost.StartAsync();

        var errors = await host.PythonAsync(
            """
            arn = role('r')['Arn']
            print(error(sts.assume_role, RoleArn='arn:aws:iam::000000000000:role/missing', RoleSessionName='me'))
            print(error(sts.assume_role, RoleArn='InvalidArnThatIsLongEnough', RoleSessionName='me'))
            print(error(sts.assume_role, RoleArn=arn, RoleSessionName='Session1:2'))
            print(error(sts.assume_role, RoleArn=arn, RoleSessionName='me', DurationSeconds=7200))
            """);

        Assert.Equal(
            """
            ('AccessDenied', 'User: arn:aws:iam::000000000000:root is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::000000000000:role/missing', 403)
            ('ValidationError', 'InvalidArnThatIsLongEnough is invalid', 400)
            ('ValidationError', "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*", 400)
            ('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.', 400)
            """,
            errors);
    }

    [Fact]
    public async Task ExpiredSession_IsRefused()
    {
        var time = new ShiftedTime();
        await using var host = await IamHost.StartAsync(time);
        await host.PythonAsync("role('r')");
        var issued = await new RoleSessions(host.Store, time).IssueAsync("arn:aws:iam::000000000000:role/r", "f", TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        var call = AsSession + $"s = session({{'AccessKeyId': '{issued!.AccessKeyId}', 'SecretAccessKey': 's', 'SessionToken': 't'}}, 'sts')\n";

        Assert.Equal("arn:aws:sts::000000000000:assumed-role/r/f", await host.PythonAsync(call + "print(s.get_caller_identity()['Arn'])"));
        time.Shift = TimeSpan.FromHours(2);
        Assert.Equal("('ExpiredToken', 'The security token included in the request is expired', 403)", await host.PythonAsync(call + "print(error(s.get_caller_identity))"));
    }

    [Fact]
    public async Task SessionOfAMissingRole_IsNotIssued()
    {
        await using var host = await IamHost.StartAsync();

        Assert.Null(await new RoleSessions(host.Store, TimeProvider.System).IssueAsync("arn:aws:iam::000000000000:role/missing", "f", TimeSpan.FromHours(1), TestContext.Current.CancellationToken));
    }
}
