
namespace Gatehouse.Iam.Tests.Policies;

public sealed class PolicyTests : IAsyncLifetime
{
    private WireHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await IamHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task NewPolicy_IsAnsweredToTheLetter()
    {
        var document = Uri.EscapeDataString("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}""");

        var created = await _host.SendAsync("Action=CreatePolicy&Version=2010-05-08&PolicyName=p&Path=%2F&Description=d&Tags.member.1.Key=v&Tags.member.1.Value=1&PolicyDocument=" + document);
        var read = await _host.SendAsync("Action=GetPolicy&Version=2010-05-08&PolicyArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Apolicy%2Fp");
        var version = await _host.SendAsync("Action=GetPolicyVersion&Version=2010-05-08&VersionId=v1&PolicyArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Apolicy%2Fp");

        const string Policy =
            "<Policy><PolicyName>p</PolicyName><PolicyId>ANPA</PolicyId><Arn>arn:aws:iam::000000000000:policy/p</Arn><Path>/</Path><DefaultVersionId>v1</DefaultVersionId>" +
            "<AttachmentCount>0</AttachmentCount><PermissionsBoundaryUsageCount>0</PermissionsBoundaryUsageCount><IsAttachable>true</IsAttachable>";
        const string Rest = "<CreateDate>NOW</CreateDate><UpdateDate>NOW</UpdateDate><Tags><member><Key>v</Key><Value>1</Value></member></Tags></Policy>";
        Assert.Equal($"200 <CreatePolicyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><CreatePolicyResult>{Policy}{Rest}</CreatePolicyResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></CreatePolicyResponse>", created);
        Assert.Equal($"200 <GetPolicyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetPolicyResult>{Policy}<Description>d</Description>{Rest}</GetPolicyResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></GetPolicyResponse>", read);
        Assert.Equal($"200 <GetPolicyVersionResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetPolicyVersionResult><PolicyVersion><Document>{document}</Document><VersionId>v1</VersionId><IsDefaultVersion>true</IsDefaultVersion><CreateDate>NOW</CreateDate></PolicyVersion></GetPolicyVersionResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></GetPolicyVersionResponse>", version);
    }

    [Fact]
    public async Task Versions_AreFiveAtMostAndTheirNumbersAreNotUsedAgain()
    {
        var versions = await _host.PythonAsync(
            """
            arn = policy('p')['Arn']
            add = lambda **k: iam.create_policy_version(PolicyArn=arn, PolicyDocument=allow, **k)['PolicyVersion']['VersionId']
            ids = lambda: [(v['VersionId'], v['IsDefaultVersion'], 'Document' in v) for v in iam.list_policy_versions(PolicyArn=arn)['Versions']]
            print(add(SetAsDefault=True), add(), add(), add())
            print(error(iam.create_policy_version, PolicyArn=arn, PolicyDocument=allow))
            print(error(iam.delete_policy_version, PolicyArn=arn, VersionId='v2'))
            print(error(iam.delete_policy, PolicyArn=arn)[0])
            for v in ('v1', 'v3', 'v5'): iam.delete_policy_version(PolicyArn=arn, VersionId=v)
            print(add(), ids())
            iam.set_default_policy_version(PolicyArn=arn, VersionId='v4')
            print(ids()[1:], iam.get_policy(PolicyArn=arn)['Policy']['DefaultVersionId'])
            print(error(iam.get_policy_version, PolicyArn=arn, VersionId='v1'))
            """);

        Assert.Equal(
            """
            v2 v3 v4 v5
            ('LimitExceeded', 'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.', 409)
            ('DeleteConflict', 'Cannot delete the default version of a policy.', 409)
            DeleteConflict
            v6 [('v6', False, False), ('v4', False, False), ('v2', True, False)]
            [('v4', True, False), ('v2', False, False)] v4
            ('NoSuchEntity', 'Policy arn:aws:iam::000000000000:policy/p version v1 does not exist or is not attachable.', 404)
            """,
            versions);
    }

    [Fact]
    public async Task AttachedPolicy_IsCountedListedAndNotDeleted()
    {
        var answers = await _host.PythonAsync(
            """
            arn = policy('p', Path='/x/')['Arn']
            role('r'); role('s', PermissionsBoundary=arn)
            iam.attach_role_policy(RoleName='r', PolicyArn=arn)
            p = iam.get_policy(PolicyArn=arn)['Policy']
            print(p['AttachmentCount'], p['PermissionsBoundaryUsageCount'])
            print([r['RoleName'] for r in iam.list_entities_for_policy(PolicyArn=arn)['PolicyRoles']], [r['RoleName'] for r in iam.list_entities_for_policy(PolicyArn=arn, PolicyUsageFilter='PermissionsBoundary')['PolicyRoles']])
            print([p['PolicyName'] for p in iam.list_policies(OnlyAttached=True)['Policies']], iam.list_attached_role_policies(RoleName='r', PathPrefix='/y/')['AttachedPolicies'])
            print(error(iam.delete_policy, PolicyArn=arn))
            iam.detach_role_policy(RoleName='r', PolicyArn=arn); iam.delete_role(RoleName='s')
            iam.delete_policy(PolicyArn=arn)
            print(error(iam.get_policy, PolicyArn=arn))
            """);

        Assert.Equal(
            """
            1 1
            ['r'] ['s']
            ['p'] []
            ('DeleteConflict', 'Cannot delete a policy attached to entities.', 409)
            ('NoSuchEntity', 'Policy arn:aws:iam::000000000000:policy/x/p was not found.', 404)
            """,
            answers);
    }

    [Fact]
    public async Task ManagedPolicies_AreFoundByNameOverAllPages()
    {
        var found = await _host.PythonAsync(
            """
            policy('Own')
            pages = list(iam.get_paginator('list_policies').paginate())
            everything = [p for page in pages for p in page['Policies']]
            print(len({p['Arn'] for p in everything}) == len(everything), len(everything) > 1000, {len(page['Policies']) for page in pages[:-1]}, 'Tags' in everything[0])
            print([p['Arn'] for p in everything if p['PolicyName'] in ('AWSLambdaBasicExecutionRole', 'AdministratorAccess', 'Billing', 'AWSLambda_FullAccess')])
            print([p['PolicyName'] for p in iam.list_policies(Scope='Local')['Policies']], len(iam.list_policies(Scope='AWS', MaxItems=1000)['Policies']))
            basic = iam.get_policy(PolicyArn='arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole')['Policy']
            print(basic['DefaultVersionId'], iam.get_policy_version(PolicyArn=basic['Arn'], VersionId='v1')['PolicyVersion']['Document'])
            """);

        Assert.Equal(
            """
            True True {100} False
            ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', 'arn:aws:iam::aws:policy/AWSLambda_FullAccess', 'arn:aws:iam::aws:policy/AdministratorAccess', 'arn:aws:iam::aws:policy/job-function/Billing']
            ['Own'] 1000
            v1 {'Version': '2012-10-17', 'Statement': [{'Action': ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], 'Effect': 'Allow', 'Resource': '*'}]}
            """,
            found);
    }

    [Fact]
    public async Task ManagedPolicyOfAws_IsNotOursToChangeAndItsDocumentMayBeUnknown()
    {
        var errors = await _host.PythonAsync(
            """
            arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
            print(error(iam.delete_policy, PolicyArn=arn))
            version = iam.get_policy(PolicyArn=arn)['Policy']['DefaultVersionId']
            print(error(iam.get_policy_version, PolicyArn=arn, VersionId=version))
            """);

        Assert.Equal(
            """
            ('AccessDenied', 'User: arn:aws:iam::000000000000:root is not authorized to perform: iam:DeletePolicy on resource: policy arn:aws:iam::aws:policy/ReadOnlyAccess', 403)
            ('NotImplemented', 'Gatehouse does not carry the document of the AWS managed policy arn:aws:iam::aws:policy/ReadOnlyAccess; finding, attaching and detaching it work.', 501)
            """,
            errors);
    }

    [Fact]
    public async Task Errors_AreWordedAsAwsDoes()
    {
        var errors = await _host.PythonAsync(
            """
            policy('p', Tags=[{'Key': 'a', 'Value': '1'}])
            arn = 'arn:aws:iam::000000000000:policy/p'
            print(error(iam.create_policy, PolicyName='P', PolicyDocument=allow))
            print(error(iam.create_policy, PolicyName='x', PolicyDocument='{'))
            print(error(iam.create_policy, PolicyName='x', PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*"}]}'))
            print(error(iam.create_policy, PolicyName='x', PolicyDocument=allow.replace('logs:*', 'logs')))
            print(error(iam.create_policy, PolicyName='x', PolicyDocument=allow.replace('"*"', '"bucket"')))
            print(error(iam.create_policy, PolicyName='x', PolicyDocument=allow.replace('logs:*', 'logs:' + 'a' * 6144)))
            print(error(iam.delete_policy, PolicyArn='arn:aws:iam::000000000000:policy/missing'))
            print(error(iam.get_policy, PolicyArn='longpolicynamebutnoarn'))
            print(error(iam.list_policies, Scope='Mine'))
            iam.tag_policy(PolicyArn=arn, Tags=[{'Key': 'b', 'Value': '2'}]); iam.untag_policy(PolicyArn=arn, TagKeys=['a'])
            print(iam.list_policy_tags(PolicyArn=arn)['Tags'])
            """);

        Assert.Equal(
            """
            ('EntityAlreadyExists', 'A policy called P already exists. Duplicate names are not allowed.', 409)
            ('MalformedPolicyDocument', 'Syntax errors in policy.', 400)
            ('MalformedPolicyDocument', 'Policy statement must contain resources.', 400)
            ('MalformedPolicyDocument', 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.', 400)
            ('MalformedPolicyDocument', 'Resource bucket must be in ARN format or "*".', 400)
            ('LimitExceeded', 'Cannot exceed quota for PolicySize: 6144', 409)
            ('NoSuchEntity', 'Policy arn:aws:iam::000000000000:policy/missing was not found.', 404)
            ('ValidationError', 'Invalid ARN:  Could not be parsed!', 400)
            ('ValidationError', "1 validation error detected: Value 'Mine' at 'scope' failed to satisfy constraint: Member must satisfy enum value set: [All, AWS, Local]", 400)
            [{'Key': 'b', 'Value': '2'}]
            """,
            errors);
    }
}
