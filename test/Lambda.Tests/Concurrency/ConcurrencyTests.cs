using System.Net;
using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests.Concurrency;

public sealed class ConcurrencyTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    [Fact]
    public async Task Reservation_IsShownAndTakenAway()
    {
        var story = await host.RunAsync(
            """
            create('reserved')
            print('ReservedConcurrentExecutions' in l.get_function_concurrency(FunctionName='reserved'))
            print(l.put_function_concurrency(FunctionName='reserved', ReservedConcurrentExecutions=7)['ReservedConcurrentExecutions'])
            print(l.get_function(FunctionName='reserved')['Concurrency'], l.get_function_concurrency(FunctionName='reserved')['ReservedConcurrentExecutions'])
            s = l.get_account_settings()
            print(s['AccountLimit']['ConcurrentExecutions'], s['AccountLimit']['UnreservedConcurrentExecutions'], s['AccountUsage'])
            l.delete_function_concurrency(FunctionName='reserved')
            print('Concurrency' in l.get_function(FunctionName='reserved'))
            print(error(l.put_function_concurrency, FunctionName='reserved', ReservedConcurrentExecutions=901)[1])
            print(error(l.put_function_concurrency, FunctionName='reserved:1', ReservedConcurrentExecutions=1)[1])
            print(error(l.put_function_concurrency, FunctionName='nobody', ReservedConcurrentExecutions=1)[1])
            """);

        Assert.Equal(
            """
            False
            7
            {'ReservedConcurrentExecutions': 7} 7
            1000 993 {'TotalCodeSize': 0, 'FunctionCount': 1}
            False
            Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].
            This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.
            Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody:$LATEST
            """,
            story);
    }

    [Fact]
    public async Task UnsetReservation_IsAnEmptyDocument()
    {
        await host.CreateAsync("unset");

        var answer = await host.SendAsync(HttpMethod.Get, "/2019-09-30/functions/unset/concurrency");

        Assert.Equal((HttpStatusCode.OK, "{}"), (answer.Status, answer.Body));
        await host.SendAsync(HttpMethod.Delete, "/2015-03-31/functions/unset");
    }
}
