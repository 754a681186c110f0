using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests.Tags;

public sealed class TagTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    [Fact]
    public async Task Tags_AreAddedAndTakenOff()
    {
        var story = await host.RunAsync(
            """
            arn = create('tagged', Tags=dict(a='1'))['FunctionArn']
            l.tag_resource(Resource=arn, Tags=dict(b='2', c='3'))
            l.untag_resource(Resource=arn, TagKeys=['a', 'c', 'none'])
            print(l.list_tags(Resource=arn)['Tags'], l.get_function(FunctionName='tagged')['Tags'])
            l.untag_resource(Resource=arn, TagKeys=['b'])
            print(l.list_tags(Resource=arn)['Tags'], 'Tags' in l.get_function(FunctionName='tagged'))
            print(error(l.tag_resource, Resource=arn + ':1', Tags=dict(a='1'))[1])
            print(error(l.tag_resource, Resource=arn, Tags={str(n): '' for n in range(51)})[1])
            print(error(l.list_tags, Resource=arn + 'x'))
            """);

        Assert.Equal(
            """
            {'b': '2'} {'b': '2'}
            {} False
            Tags on function aliases and versions are not supported. Please specify a function ARN.
            Number of tags exceeds resource tag limit.
            ('ResourceNotFoundException', 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:taggedx', 404)
            """,
            story);
    }
}
