using Gatehouse.Ecr.Tests.Hosting;

namespace Gatehouse.Ecr.Tests.Tags;

public sealed class ResourceTagTests : EcrTests
{
    [Fact]
    public Task Tags_AreMergedAndTakenAway() => PythonAsync(
        """
        arn = ecr.create_repository(repositoryName='team/app', tags=[{'Key': 'v', 'Value': '1'}])['repository']['repositoryArn']
        ecr.tag_resource(resourceArn=arn, tags=[{'Key': 'v', 'Value': '2'}, {'Key': 'team', 'Value': 'x'}])
        assert ecr.list_tags_for_resource(resourceArn=arn)['tags'] == [{'Key': 'team', 'Value': 'x'}, {'Key': 'v', 'Value': '2'}]
        ecr.untag_resource(resourceArn=arn, tagKeys=['v', 'none'])
        assert ecr.list_tags_for_resource(resourceArn=arn)['tags'] == [{'Key': 'team', 'Value': 'x'}]
        """);

    [Fact]
    public Task Faults_AreEcrs() => PythonAsync(
        """
        arn = ecr.create_repository(repositoryName='app')['repository']['repositoryArn']
        assert error(ecr.list_tags_for_resource, resourceArn='nonsense')[:2] == ('InvalidParameterException',
            "Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'")
        for other in (arn + 'x', arn.replace('us-east-1', 'eu-west-1'), arn.replace('000000000000', '111111111111')):
            assert error(ecr.list_tags_for_resource, resourceArn=other)[0] == 'RepositoryNotFoundException', other
        assert error(ecr.tag_resource, resourceArn=arn, tags=[{'Key': f'k{n}', 'Value': ''} for n in range(51)])[0] == 'TooManyTagsException'
        for tags in ([{'Key': '', 'Value': ''}], [{'Key': 'aws:x', 'Value': ''}], [{'Key': 'k' * 129, 'Value': ''}], [{'Key': 'k', 'Value': 'v' * 257}],
                [{'Key': 'k', 'Value': '1'}, {'Key': 'k', 'Value': '2'}]):
            assert error(ecr.tag_resource, resourceArn=arn, tags=tags)[0] == 'InvalidTagParameterException', tags
        assert ecr.list_tags_for_resource(resourceArn=arn)['tags'] == []
        """);
}
