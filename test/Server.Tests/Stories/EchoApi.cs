using System.Text.Json;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>An API made call by call, whose function is Node's and says what it saw: for the stories about events and refusals.</summary>
internal sealed class EchoApi
{
    private readonly JsonElement _made;

    private EchoApi(StoryServer server, JsonElement made) => (Server, _made) = (server, made);

    public StoryServer Server { get; }

    public string Id => Text("api");

    public string DeploymentId => Text("deployment");

    /// <summary>In the plan of the stage.</summary>
    public string Key => Text("key");

    public string KeyId => Text("keyId");

    public string DisabledKey => Text("disabled");

    /// <summary>In a plan of another stage.</summary>
    public string KeyOfAnotherStage => Text("elsewhere");

    public string KeyWithoutPlan => Text("loose");

    public string FunctionArn => Text("function");

    public string Url => $"http://{Id}.execute-api.localhost:{Server.Port}/v1";

    public string WithKey => $"x-api-key: {Key}";

    public static async Task<EchoApi> MakeAsync(StoryServer server)
    {
        await server.Tool.RunAsync("aws", "ecr", "create-repository", "--repository-name", "echo");
        var image = $"{server.Registry}/echo:1";
        await NodeImage.PushAsync(server.Tool, server.In(""), await server.CredentialsAsync(), image);
        var made = await server.ScriptAsync($$"""
            role = client('iam').create_role(RoleName='echo', AssumeRolePolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [
                {'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': {'Service': 'lambda.amazonaws.com'} } ]}))['Role']['Arn']
            functions = client('lambda')
            function = functions.create_function(FunctionName='echo', PackageType='Image', Role=role, Timeout=4, MemorySize=512,
                Architectures=['{{JobsApi.Architecture}}'], Code={'ImageUri': '{{image}}'})['FunctionArn']
            functions.get_waiter('function_active_v2').wait(FunctionName='echo')

            gateway = client('apigateway')
            api = gateway.create_rest_api(name='echo', binaryMediaTypes=['image/png'])['id']
            root = gateway.get_resources(restApiId=api)['items'][0]['id']
            uri = f'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations'
            def route(parent, part, key=True, **integration):
                resource = gateway.create_resource(restApiId=api, parentId=parent, pathPart=part)['id']
                gateway.put_method(restApiId=api, resourceId=resource, httpMethod='ANY', authorizationType='NONE', apiKeyRequired=key)
                gateway.put_integration(restApiId=api, resourceId=resource, httpMethod='ANY', type='AWS_PROXY', integrationHttpMethod='POST', uri=uri, **integration)
                return resource
            route(root, '{other}')
            route(root, 'hang', timeoutInMillis=500)
            route(root, 'open', key=False)
            route(route(route(root, 'files'), '{name}'), '{rest+}')
            functions.add_permission(FunctionName='echo', StatementId='gateway', Action='lambda:InvokeFunction', Principal='apigateway.amazonaws.com',
                SourceArn=f'arn:aws:execute-api:us-east-1:000000000000:{api}/*')
            deployment = gateway.create_deployment(restApiId=api, stageName='v1', variables={'colour': 'green'})['id']
            gateway.create_deployment(restApiId=api, stageName='v2')

            def key(name, plan=None, **more):
                made = gateway.create_api_key(name=name, **more)
                if plan:
                    gateway.create_usage_plan_key(usagePlanId=plan, keyId=made['id'], keyType='API_KEY')
                return made
            here = gateway.create_usage_plan(name='here', apiStages=[{'apiId': api, 'stage': 'v1'}])['id']
            there = gateway.create_usage_plan(name='there', apiStages=[{'apiId': api, 'stage': 'v2'}])['id']
            good = key('good', here, enabled=True)
            print(json.dumps({'api': api, 'deployment': deployment, 'function': function, 'key': good['value'], 'keyId': good['id'],
                'disabled': key('disabled', here, enabled=False)['value'], 'elsewhere': key('elsewhere', there, enabled=True)['value'],
                'loose': key('loose', enabled=True)['value']}))
            """);
        return new EchoApi(server, JsonDocument.Parse(made).RootElement);
    }

    private string Text(string member) => _made.GetProperty(member).GetString()!;
}
