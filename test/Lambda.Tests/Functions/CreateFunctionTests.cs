using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests.Functions;

public sealed class CreateFunctionTests : IAsyncLifetime
{
    private LambdaHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await LambdaHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task NewFunction_GoesFromPendingToActive()
    {
        var states = await _host.RunAsync(
            """
            made = create('jobs')
            now = l.get_function(FunctionName='jobs')['Configuration']
            print(made['State'], made['StateReason'], made['StateReasonCode'], 'LastUpdateStatus' in made, '|', now['State'], now['LastUpdateStatus'], 'StateReason' in now, made['RevisionId'] != now['RevisionId'])
            """);

        Assert.Equal("Pending The function is being created. Creating False | Active Successful False True", states);
    }

    [Fact]
    public async Task Invoke_Answers()
    {
        var reply = await _host.RunAsync(
            """
            create('jobs')
            r = l.invoke(FunctionName='jobs', Payload=b'{"a": 1}')
            print(r['StatusCode'], r['ExecutedVersion'], r['Payload'].read().decode())
            """);

        Assert.Equal("200 $LATEST {\"a\": 1}", reply);
    }

    [Fact]
    public async Task Permission_RoundTrips()
    {
        var reply = await _host.RunAsync(
            """
            create('jobs')
            print(l.add_permission(FunctionName='jobs', StatementId='s', Action='lambda:InvokeFunction', Principal='apigateway.amazonaws.com', SourceArn='arn:aws:execute-api:us-east-1:000000000000:abc/*/*')['Statement'])
            print(l.get_policy(FunctionName='jobs')['Policy'])
            l.remove_permission(FunctionName='jobs', StatementId='s')
            print(error(l.get_policy, FunctionName='jobs'))
            l.delete_function(FunctionName='jobs')
            print(error(l.get_function, FunctionName='jobs'))
            """);

        const string statement =
            """{"Sid":"s","Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:000000000000:function:jobs","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:execute-api:us-east-1:000000000000:abc/*/*"}}}""";
        Assert.Equal(
            statement + "\n{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[" + statement + "]}\n" +
            "('ResourceNotFoundException', 'The resource you requested does not exist.', 404)\n" +
            "('ResourceNotFoundException', 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:jobs', 404)",
            reply);
    }
}
