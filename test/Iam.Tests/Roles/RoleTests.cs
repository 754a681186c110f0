using Gatehouse.Services.Iam;

namespace Gatehouse.Iam.Tests.Roles;

public sealed class RoleTests : IAsyncLifetime
{
    private WireHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await IamHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task NewRole_IsAnsweredWithoutWhatWasNotSaidAndReadWithEverything()
    {
        const string Role =
            "<Role><Path>/</Path><RoleName>r</RoleName><RoleId>AROA</RoleId><Arn>arn:aws:iam::000000000000:role/r</Arn><CreateDate>NOW</CreateDate>" +
            "<AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D</AssumeRolePolicyDocument>";

        var created = await _host.SendAsync("Action=CreateRole&Version=2010-05-08&RoleName=r&Path=%2F&AssumeRolePolicyDocument=" + Uri.EscapeDataString(IamHost.Trust));
        var read = await _host.SendAsync("Action=GetRole&Version=2010-05-08&RoleName=r");

        Assert.Equal($"200 <CreateRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><CreateRoleResult>{Role}</Role></CreateRoleResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></CreateRoleResponse>", created);
        Assert.Equal($"200 <GetRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetRoleResult>{Role}<MaxSessionDuration>3600</MaxSessionDuration><RoleLastUsed /></Role></GetRoleResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></GetRoleResponse>", read);
    }

    [Fact]
    public async Task WhatTerraformAsksOfARole_IsAnsweredToTheLetter()
    {
        await _host.PythonAsync("role('r')");

        Assert.Equal("200 <ListRolePoliciesResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListRolePoliciesResult><PolicyNames /><IsTruncated>false</IsTruncated></ListRolePoliciesResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></ListRolePoliciesResponse>", await _host.SendAsync("Action=ListRolePolicies&RoleName=r&Version=2010-05-08"));
        Assert.Equal("200 <ListAttachedRolePoliciesResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListAttachedRolePoliciesResult><AttachedPolicies /><IsTruncated>false</IsTruncated></ListAttachedRolePoliciesResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></ListAttachedRolePoliciesResponse>", await _host.SendAsync("Action=ListAttachedRolePolicies&RoleName=r&Version=2010-05-08"));
        Assert.Equal("200 <ListInstanceProfilesForRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListInstanceProfilesForRoleResult><InstanceProfiles /><IsTruncated>false</IsTruncated></ListInstanceProfilesForRoleResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></ListInstanceProfilesForRoleResponse>", await _host.SendAsync("Action=ListInstanceProfilesForRole&RoleName=r&Version=2010-05-08"));
        Assert.Equal("200 <UpdateRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><UpdateRoleResult /><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></UpdateRoleResponse>", await _host.SendAsync("Action=UpdateRole&MaxSessionDuration=7200&RoleName=r&Version=2010-05-08"));
        Assert.Equal("200 <DeleteRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></DeleteRoleResponse>", await _host.SendAsync("Action=DeleteRole&RoleName=r&Version=2010-05-08"));
        Assert.Equal("404 <ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>The role with name r cannot be found.</Message></Error><RequestId>ID</RequestId></ErrorResponse>", await _host.SendAsync("Action=GetRole&RoleName=r&Version=2010-05-08"));
    }

    [Fact]
    public async Task Errors_AreWordedAsAwsDoes()
    {
        var errors = await _host.PythonAsync(
            """
            role('r')
            basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
            print(error(iam.create_role, RoleName='R', AssumeRolePolicyDocument=trust))
            print(error(iam.create_role, RoleName='x', AssumeRolePolicyDocument='{'))
            print(error(iam.create_role, RoleName='x', AssumeRolePolicyDocument='{"Statement":[]}'))
            print(error(iam.create_role, RoleName='x', AssumeRolePolicyDocument=trust.replace('lambda.amazonaws.com', 'nobody')))
            print(error(iam.create_role, RoleName='x', AssumeRolePolicyDocument=trust.replace('"Service":"lambda.amazonaws.com"', '"AWS":"arn:aws:iam::000000000000:role/missing"')))
            print(error(iam.create_role, RoleName='a b', AssumeRolePolicyDocument=trust))
            print(error(iam.create_role, RoleName='x', AssumeRolePolicyDocument=trust, PermissionsBoundary='arn:aws:iam::aws:policy/Missing'))
            print(error(iam.delete_role, RoleName='missing'))
            print(error(iam.attach_role_policy, RoleName='r', PolicyArn='longpolicynamebutnoarn'))
            print(error(iam.attach_role_policy, RoleName='r', PolicyArn='arn:aws:iam::aws:policy/Missing'))
            print(error(iam.detach_role_policy, RoleName='r', PolicyArn=basic))
            iam.attach_role_policy(RoleName='r', PolicyArn=basic)
            iam.attach_role_policy(RoleName='r', PolicyArn=basic)
            print(error(iam.delete_role, RoleName='r'))
            iam.detach_role_policy(RoleName='r', PolicyArn=basic)
            iam.put_role_policy(RoleName='r', PolicyName='p', PolicyDocument=allow)
            print(error(iam.delete_role, RoleName='r'))
            print(error(iam.get_role_policy, RoleName='r', PolicyName='missing'))
            print(error(iam.put_role_policy, RoleName='r', PolicyName='p', PolicyDocument=trust))
            print(error(iam.put_role_policy, RoleName='r', PolicyName='p', PolicyDocument='[]'))
            print(error(iam.put_role_policy, RoleName='r', PolicyName='big', PolicyDocument=allow.replace('logs:*', 'logs:' + 'a' * 10200)))
            print(error(iam.list_roles, Marker='!'))
            """);

        Assert.Equal(
            """
            ('EntityAlreadyExists', 'Role with name R already exists.', 409)
            ('MalformedPolicyDocument', 'This policy contains invalid Json', 400)
            ('MalformedPolicyDocument', 'Syntax errors in policy.', 400)
            ('MalformedPolicyDocument', 'Invalid principal in policy: "SERVICE":"nobody"', 400)
            ('MalformedPolicyDocument', 'Invalid principal in policy: "AWS":"arn:aws:iam::000000000000:role/missing"', 400)
            ('ValidationError', "1 validation error detected: Value 'a b' at 'roleName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+", 400)
            ('NoSuchEntity', 'Scope ARN: arn:aws:iam::aws:policy/Missing does not exist or is not attachable.', 404)
            ('NoSuchEntity', 'The role with name missing cannot be found.', 404)
            ('ValidationError', 'Invalid ARN:  Could not be parsed!', 400)
            ('NoSuchEntity', 'Policy arn:aws:iam::aws:policy/Missing does not exist or is not attachable.', 404)
            ('NoSuchEntity', 'Policy arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole was not found.', 404)
            ('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409)
            ('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409)
            ('NoSuchEntity', 'The role policy with name missing cannot be found.', 404)
            ('MalformedPolicyDocument', 'Policy document should not specify a principal.', 400)
            ('MalformedPolicyDocument', 'Syntax errors in policy.', 400)
            ('LimitExceeded', 'Maximum policy size of 10240 bytes exceeded for role r', 409)
            ('ValidationError', 'Invalid Marker.', 400)
            """,
            errors);
    }

    [Fact]
    public async Task Role_IsChangedInEveryWay()
    {
        var role = await _host.PythonAsync(
            """
            r = role('r', Path='/a/b/', Description='d1', MaxSessionDuration=7200, Tags=[{'Key': 'a', 'Value': '1'}])
            print(r['Arn'], r['MaxSessionDuration'], r['Tags'], 'RoleLastUsed' in r)
            iam.update_role_description(RoleName='r', Description='d2')
            iam.update_role(RoleName='r', MaxSessionDuration=3600)
            iam.update_assume_role_policy(RoleName='r', PolicyDocument=trust.replace('lambda', 'apigateway'))
            iam.tag_role(RoleName='r', Tags=[{'Key': 'A', 'Value': '2'}, {'Key': 'b', 'Value': ''}])
            iam.put_role_permissions_boundary(RoleName='r', PermissionsBoundary='arn:aws:iam::aws:policy/AdministratorAccess')
            r = iam.get_role(RoleName='r')['Role']
            print(r['Description'], r['MaxSessionDuration'], r['Tags'], r['PermissionsBoundary'], r['RoleLastUsed'])
            print(r['AssumeRolePolicyDocument']['Statement'][0]['Principal'])
            iam.untag_role(RoleName='r', TagKeys=['a'])
            iam.delete_role_permissions_boundary(RoleName='r')
            print(iam.list_role_tags(RoleName='r')['Tags'], 'PermissionsBoundary' in iam.get_role(RoleName='r')['Role'])
            print(error(iam.tag_role, RoleName='r', Tags=[{'Key': 'a', 'Value': '2'}, {'Key': 'A', 'Value': ''}])[0])
            listed = iam.list_roles(PathPrefix='/a/')['Roles'][0]
            print('Tags' in listed, 'RoleLastUsed' in listed, listed['MaxSessionDuration'], iam.list_roles(PathPrefix='/z/')['Roles'])
            """);

        Assert.Equal(
            """
            arn:aws:iam::000000000000:role/a/b/r 7200 [{'Key': 'a', 'Value': '1'}] False
            d2 3600 [{'Key': 'A', 'Value': '2'}, {'Key': 'b', 'Value': ''}] {'PermissionsBoundaryType': 'Policy', 'PermissionsBoundaryArn': 'arn:aws:iam::aws:policy/AdministratorAccess'} {}
            {'Service': 'apigateway.amazonaws.com'}
            [{'Key': 'b', 'Value': ''}] False
            InvalidInput
            False False 3600 []
            """,
            role);
    }

    [Fact]
    public async Task InlineDocument_ComesBackToTheLetter()
    {
        var same = await _host.PythonAsync(
            """
            import urllib.parse, urllib.request
            role('r')
            document = '{"Version":"2012-10-17",\n\t"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a%3Ab/+*~\u00fc"}}'
            iam.put_role_policy(RoleName='r', PolicyName='p', PolicyDocument=document)
            raw = []
            iam.meta.events.register('after-call.iam.GetRolePolicy', lambda http_response, **k: raw.append(http_response.text))
            iam.get_role_policy(RoleName='r', PolicyName='p')
            encoded = raw[0].split('<PolicyDocument>')[1].split('<')[0]
            print(urllib.parse.unquote(encoded) == document, '%253A' in encoded, '%2B%2A~' in encoded)
            """);

        Assert.Equal("True True True", same);
    }

    [Fact]
    public async Task Lists_ArePaged()
    {
        var pages = await _host.PythonAsync(
            """
            for i in range(5): role('r%d' % i)
            print([[r['RoleName'] for r in p['Roles']] for p in iam.get_paginator('list_roles').paginate(PaginationConfig={'PageSize': 2})])
            for i in range(3): iam.put_role_policy(RoleName='r0', PolicyName='p%d' % i, PolicyDocument=allow)
            print([p['PolicyNames'] for p in iam.get_paginator('list_role_policies').paginate(RoleName='r0', PaginationConfig={'PageSize': 2})])
            """);

        Assert.Equal("[['r0', 'r1'], ['r2', 'r3'], ['r4']]\n[['p0', 'p1'], ['p2']]", pages);
    }

    [Fact]
    public async Task Accounts_DoNotSeeEachOther()
    {
        Assert.Equal("[] 1", await _host.PythonAsync("role('r'); print(client('iam', '111111111111').list_roles()['Roles'], len(client('iam', region='eu-west-1').list_roles()['Roles']))"));
    }

    [Fact]
    public async Task EleventhAttachment_ExceedsTheQuota()
    {
        Assert.Equal("('LimitExceeded', 'Cannot exceed quota for PoliciesPerRole: 10', 409)", await _host.PythonAsync(
            """
            role('r')
            arns = [p['Arn'] for p in iam.list_policies(Scope='AWS')['Policies']]
            for arn in arns[:10]: iam.attach_role_policy(RoleName='r', PolicyArn=arn)
            print(error(iam.attach_role_policy, RoleName='r', PolicyArn=arns[10]))
            """));
    }

    [Fact]
    public async Task ServiceLinkedRole_IsAwsOwn()
    {
        var answers = await _host.PythonAsync(
            """
            r = iam.create_service_linked_role(AWSServiceName='ops.apigateway.amazonaws.com')['Role']
            print(r['Arn'])
            print(error(iam.create_service_linked_role, AWSServiceName='ops.apigateway.amazonaws.com'))
            print(error(iam.delete_role, RoleName=r['RoleName']))
            iam.tag_role(RoleName=r['RoleName'], Tags=[{'Key': 'a', 'Value': '1'}])
            print(iam.list_role_tags(RoleName=r['RoleName'])['Tags'])
            task = iam.delete_service_linked_role(RoleName=r['RoleName'])['DeletionTaskId']
            print(iam.get_service_linked_role_deletion_status(DeletionTaskId=task)['Status'], iam.list_roles()['Roles'])
            """);

        Assert.Equal(
            """
            arn:aws:iam::000000000000:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway
            ('InvalidInput', 'Service role name AWSServiceRoleForAPIGateway has been taken in this account, please try a different suffix.', 400)
            ('UnmodifiableEntity', "Cannot perform the operation on the protected role 'AWSServiceRoleForAPIGateway' - this role is only modifiable by AWS", 400)
            [{'Key': 'a', 'Value': '1'}]
            SUCCEEDED []
            """,
            answers);
    }

    [Fact]
    public async Task Directory_KnowsTheRolesThatExist()
    {
        await _host.PythonAsync("role('r', Path='/a/')");
        var directory = new RoleDirectory(_host.Store);

        Assert.True(await directory.RoleExistsAsync("arn:aws:iam::000000000000:role/a/r", TestContext.Current.CancellationToken));
        Assert.False(await directory.RoleExistsAsync("arn:aws:iam::000000000000:role/r", TestContext.Current.CancellationToken));
        Assert.False(await directory.RoleExistsAsync("arn:aws:iam::111111111111:role/a/r", TestContext.Current.CancellationToken));
        Assert.False(await directory.RoleExistsAsync("not an arn", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Root_IsTheOnlyUser()
    {
        var answers = await _host.PythonAsync(
            """
            print(iam.get_user()['User']['Arn'], error(iam.get_user, UserName='ann'), iam.list_account_aliases()['AccountAliases'])
            role('r')
            print(iam.get_account_summary()['SummaryMap']['Roles'], error(iam.create_user, UserName='ann')[2])
            """);

        Assert.Equal("arn:aws:iam::000000000000:root ('NoSuchEntity', 'The user with name ann cannot be found.', 404) []\n1 501", answers);
    }
}
