using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests.EventInvokeConfigs;

public sealed class EventInvokeConfigTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    [Fact]
    public async Task Settings_AreReplacedMergedListedAndTakenAway()
    {
        var story = await host.RunAsync(
            """
            create('settings')
            create('listener')
            to = dict(Destination='arn:aws:lambda:us-east-1:000000000000:function:listener')
            l.publish_version(FunctionName='settings')
            l.create_alias(FunctionName='settings', Name='live', FunctionVersion='1')
            def show(c): print(c['FunctionArn'].split('settings')[1], c.get('MaximumRetryAttempts'), c.get('MaximumEventAgeInSeconds'), c['DestinationConfig'])
            made = l.put_function_event_invoke_config(FunctionName='settings', MaximumRetryAttempts=1, MaximumEventAgeInSeconds=60)
            show(made)
            print(made['LastModified'].year > 2000)
            show(l.update_function_event_invoke_config(FunctionName='settings', MaximumRetryAttempts=0, DestinationConfig=dict(OnFailure=to)))
            show(l.get_function_event_invoke_config(FunctionName='settings', Qualifier='$LATEST'))
            show(l.put_function_event_invoke_config(FunctionName='settings', MaximumEventAgeInSeconds=21600))
            show(l.put_function_event_invoke_config(FunctionName='settings', Qualifier='live', MaximumRetryAttempts=2))
            show(l.put_function_event_invoke_config(FunctionName='settings:1', DestinationConfig=dict(OnSuccess=to)))
            print([c['FunctionArn'].split(':')[-1] for c in l.list_function_event_invoke_configs(FunctionName='settings')['FunctionEventInvokeConfigs']])
            l.delete_function_event_invoke_config(FunctionName='settings', Qualifier='live')
            l.delete_function(FunctionName='listener')
            l.delete_alias(FunctionName='settings', Name='live')
            l.delete_function(FunctionName='settings', Qualifier='1')
            print([c['FunctionArn'].split(':')[-1] for c in l.list_function_event_invoke_configs(FunctionName='settings')['FunctionEventInvokeConfigs']])
            """);

        Assert.Equal(
            """
            :$LATEST 1 60 {'OnSuccess': {}, 'OnFailure': {}}
            True
            :$LATEST 0 60 {'OnSuccess': {}, 'OnFailure': {'Destination': 'arn:aws:lambda:us-east-1:000000000000:function:listener'}}
            :$LATEST 0 60 {'OnSuccess': {}, 'OnFailure': {'Destination': 'arn:aws:lambda:us-east-1:000000000000:function:listener'}}
            :$LATEST None 21600 {'OnSuccess': {}, 'OnFailure': {}}
            :live 2 None {'OnSuccess': {}, 'OnFailure': {}}
            :1 None None {'OnSuccess': {'Destination': 'arn:aws:lambda:us-east-1:000000000000:function:listener'}, 'OnFailure': {}}
            ['$LATEST', '1', 'live']
            ['$LATEST']
            """,
            story);
    }

    [Fact]
    public async Task WhatCannotBeConfigured_IsRefusedByName()
    {
        var story = await host.RunAsync(
            """
            create('strict')
            def why(call, **more):
                code, message, _ = error(call, **dict(dict(FunctionName='strict'), **more))
                print(code.replace('Exception', ''), message)
            put = l.put_function_event_invoke_config
            def to(arn): return dict(OnFailure=dict(Destination=arn))
            why(put)
            why(put, FunctionName='nobody', MaximumRetryAttempts=1)
            why(put, Qualifier='9', MaximumRetryAttempts=1)
            why(put, MaximumRetryAttempts=3)
            why(put, MaximumEventAgeInSeconds=21601)
            why(put, DestinationConfig=to('arn:aws:lambda:us-east-1:000000000000:function:strict:live'))
            why(put, DestinationConfig=to('arn:aws:lambda:us-east-1:000000000000:function:nobody'))
            why(put, DestinationConfig=to('arn:aws:lambda:eu-west-1:000000000000:function:strict'))
            why(put, DestinationConfig=to('arn:aws:sqs:us-east-1:000000000000:q'))
            why(put, DestinationConfig=to('arn:aws:sns:us-east-1:000000000000:t'))
            why(put, DestinationConfig=to('arn:aws:events:us-east-1:000000000000:event-bus/b'))
            why(put, DestinationConfig=to('arn:aws:s3:::bucket'))
            why(l.get_function_event_invoke_config)
            why(l.update_function_event_invoke_config, MaximumRetryAttempts=1)
            why(l.delete_function_event_invoke_config)
            why(l.list_function_event_invoke_configs, FunctionName='nobody')
            """);

        Assert.Equal(
            """
            InvalidParameterValue You must specify at least one of error handling or destination setting.
            ResourceNotFound The function doesn't exist.
            ResourceNotFound The function doesn't exist.
            Validation 1 validation error detected: Value '3' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 2
            Validation 1 validation error detected: Value '21601' at 'maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value less than or equal to 21600
            InvalidParameterValue You can't specify the function as a destination for itself.
            InvalidParameterValue The destination ARN arn:aws:lambda:us-east-1:000000000000:function:nobody is invalid.
            InvalidParameterValue Gatehouse does not implement destinations in another account or region.
            InvalidParameterValue Gatehouse does not implement an SQS queue as a destination; give the ARN of another function.
            InvalidParameterValue Gatehouse does not implement an SNS topic as a destination; give the ARN of another function.
            InvalidParameterValue Gatehouse does not implement an EventBridge event bus as a destination; give the ARN of another function.
            InvalidParameterValue Gatehouse does not implement an S3 bucket as a destination; give the ARN of another function.
            ResourceNotFound The function arn:aws:lambda:us-east-1:000000000000:function:strict:$LATEST doesn't have an EventInvokeConfig
            ResourceNotFound The function arn:aws:lambda:us-east-1:000000000000:function:strict:$LATEST doesn't have an EventInvokeConfig
            ResourceNotFound The function arn:aws:lambda:us-east-1:000000000000:function:strict:$LATEST doesn't have an EventInvokeConfig
            ResourceNotFound The function doesn't exist.
            """,
            story);
    }
}
