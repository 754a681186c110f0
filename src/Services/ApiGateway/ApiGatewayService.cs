using Gatehouse.Gateway;
using Gatehouse.Services.ApiGateway.Accounts;
using Gatehouse.Services.ApiGateway.ApiKeys;
using Gatehouse.Services.ApiGateway.Authorizers;
using Gatehouse.Services.ApiGateway.Deployments;
using Gatehouse.Services.ApiGateway.GatewayResponses;
using Gatehouse.Services.ApiGateway.Integrations;
using Gatehouse.Services.ApiGateway.Methods;
using Gatehouse.Services.ApiGateway.Models;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.RequestValidators;
using Gatehouse.Services.ApiGateway.Resources;
using Gatehouse.Services.ApiGateway.RestApis;
using Gatehouse.Services.ApiGateway.Stages;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Services.ApiGateway.Tags;
using Gatehouse.Services.ApiGateway.Usage;
using Gatehouse.Services.ApiGateway.UsagePlans;
using Gatehouse.Storage;
using Gatehouse.Wire;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Services.ApiGateway;

/// <summary>The control plane of API Gateway's REST APIs (v1): keeps APIs, keys and plans, and publishes them to the gateway.</summary>
public sealed class ApiGatewayService : IAsyncDisposable
{
    private readonly Publisher _publisher;
    private readonly UsageKeeper _usage;
    private readonly CancellationTokenSource _stopping = new();
    private Task _learning = Task.CompletedTask;

    private ApiGatewayService(ServiceDefinition definition, Publisher publisher, UsageKeeper usage, UsageOverview overview)
    {
        Overview = overview;
        Definition = definition;
        _publisher = publisher;
        _usage = usage;
    }

    /// <summary>For the dispatcher.</summary>
    public ServiceDefinition Definition { get; }

    /// <summary>For the server's owner.</summary>
    public UsageOverview Overview { get; }

    /// <param name="roles">Without it, every role that is well formed is taken.</param>
    public static ApiGatewayService Create(IStore store, GatewayEngine engine, TimeProvider time, ILoggerFactory loggers, ILoggingRoles? roles = null)
    {
        var apis = new ApiTables(store);
        var keys = new KeyTables(store);
        var publisher = new Publisher(apis, keys, engine);
        var usage = new UsageKeeper(keys, engine, loggers.CreateLogger<UsageKeeper>());
        return new ApiGatewayService(Define(apis, keys, engine, publisher, usage, roles), publisher, usage, new UsageOverview(keys, engine, time));
    }

    /// <summary>Publishes everything that is stored. Call it once, before the first request.</summary>
    public async ValueTask StartAsync()
    {
        await _publisher.LoadPlansAsync();
        _usage.Start();
        await _publisher.LoadStagesAsync();

        // With a million keys this takes seconds, and nothing has to wait for it.
        _learning = Task.Run(() => _publisher.LearnKeysAsync(_stopping.Token));
    }

    /// <summary>Stores the last usage; dispose it before the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _learning;
        }
        catch (OperationCanceledException)
        {
            // It was still under way.
        }

        await _usage.DisposeAsync();
        _stopping.Dispose();
        _publisher.Dispose();
    }

    private static ServiceDefinition Define(ApiTables apis, KeyTables keys, GatewayEngine engine, Publisher publisher, UsageKeeper usage, ILoggingRoles? roles)
    {
        var tagged = new TaggedResource(apis, keys);
        var createUsagePlanKey = new CreateUsagePlanKey(keys, publisher);
        return ServiceBuilder.RestJson("apigateway", ApiGatewayWire.Shapes, Errors)
            .Add(new CreateRestApi(apis))
            .Add(new DeleteRestApi(apis, keys, publisher))
            .Add(new GetRestApi(apis))
            .Add(new GetRestApis(apis))
            .Add(new UpdateRestApi(apis))
            .Add(new CreateResource(apis))
            .Add(new DeleteResource(apis))
            .Add(new GetResource(apis))
            .Add(new GetResources(apis))
            .Add(new UpdateResource(apis))
            .Add(new DeleteMethod(apis))
            .Add(new DeleteMethodResponse(apis))
            .Add(new GetMethod(apis))
            .Add(new GetMethodResponse(apis))
            .Add(new PutMethod(apis))
            .Add(new PutMethodResponse(apis))
            .Add(new TestInvokeMethod(apis, engine))
            .Add(new UpdateMethod(apis))
            .Add(new UpdateMethodResponse(apis))
            .Add(new DeleteIntegration(apis))
            .Add(new DeleteIntegrationResponse(apis))
            .Add(new GetIntegration(apis))
            .Add(new GetIntegrationResponse(apis))
            .Add(new PutIntegration(apis))
            .Add(new PutIntegrationResponse(apis))
            .Add(new UpdateIntegration(apis))
            .Add(new UpdateIntegrationResponse(apis))
            .Add(new CreateDeployment(apis, publisher))
            .Add(new DeleteDeployment(apis))
            .Add(new GetDeployment(apis))
            .Add(new GetDeployments(apis))
            .Add(new UpdateDeployment(apis))
            .Add(new CreateStage(apis, publisher))
            .Add(new DeleteStage(apis, keys, publisher))
            .Add(new GetStage(apis))
            .Add(new GetStages(apis))
            .Add(new UpdateStage(apis, publisher))
            .Add(new CreateApiKey(keys, apis, publisher))
            .Add(new DeleteApiKey(keys, publisher))
            .Add(new GetApiKey(keys))
            .Add(new GetApiKeys(keys))
            .AddRaw(new ImportApiKeys(keys, createUsagePlanKey, publisher))
            .Add(new UpdateApiKey(keys, publisher))
            .Add(new CreateUsagePlan(keys, apis, publisher))
            .Add(createUsagePlanKey)
            .Add(new DeleteUsagePlan(keys, publisher))
            .Add(new DeleteUsagePlanKey(keys, publisher))
            .Add(new GetUsagePlan(keys))
            .Add(new GetUsagePlanKey(keys))
            .Add(new GetUsagePlanKeys(keys))
            .Add(new GetUsagePlans(keys))
            .Add(new UpdateUsagePlan(keys, apis, publisher))
            .Add(new GetUsage(keys, engine))
            .Add(new UpdateUsage(keys, engine, usage))
            .Add(new CreateModel(apis))
            .Add(new DeleteModel(apis))
            .Add(new GetModel(apis))
            .Add(new GetModels(apis))
            .Add(new UpdateModel(apis))
            .Add(new CreateRequestValidator(apis))
            .Add(new DeleteRequestValidator(apis))
            .Add(new GetRequestValidator(apis))
            .Add(new GetRequestValidators(apis))
            .Add(new UpdateRequestValidator(apis))
            .Add(new CreateAuthorizer(apis))
            .Add(new DeleteAuthorizer(apis))
            .Add(new FlushStageAuthorizersCache(apis, engine))
            .Add(new GetAuthorizer(apis))
            .Add(new GetAuthorizers(apis))
            .Add(new TestInvokeAuthorizer(apis, engine))
            .Add(new UpdateAuthorizer(apis))
            .Add(new DeleteGatewayResponse(apis))
            .Add(new GetGatewayResponse(apis))
            .Add(new GetGatewayResponses(apis))
            .Add(new PutGatewayResponse(apis))
            .Add(new UpdateGatewayResponse(apis))
            .Add(new GetAccount(apis))
            .Add(new UpdateAccount(apis, publisher, roles))
            .Add(new GetTags(tagged))
            .Add(new TagResource(tagged))
            .Add(new UntagResource(tagged))
            .NotImplemented(
                """
                CreateBasePathMapping POST /domainnames/{domain_name}/basepathmappings
                CreateDocumentationPart POST /restapis/{restapi_id}/documentation/parts
                CreateDocumentationVersion POST /restapis/{restapi_id}/documentation/versions
                CreateDomainName POST /domainnames
                CreateDomainNameAccessAssociation POST /domainnameaccessassociations
                CreateVpcLink POST /vpclinks
                DeleteBasePathMapping DELETE /domainnames/{domain_name}/basepathmappings/{base_path}
                DeleteClientCertificate DELETE /clientcertificates/{clientcertificate_id}
                DeleteDocumentationPart DELETE /restapis/{restapi_id}/documentation/parts/{part_id}
                DeleteDocumentationVersion DELETE /restapis/{restapi_id}/documentation/versions/{doc_version}
                DeleteDomainName DELETE /domainnames/{domain_name}
                DeleteDomainNameAccessAssociation DELETE /domainnameaccessassociations/{domain_name_access_association_arn}
                DeleteVpcLink DELETE /vpclinks/{vpclink_id}
                FlushStageCache DELETE /restapis/{restapi_id}/stages/{stage_name}/cache/data
                GenerateClientCertificate POST /clientcertificates
                GetBasePathMapping GET /domainnames/{domain_name}/basepathmappings/{base_path}
                GetBasePathMappings GET /domainnames/{domain_name}/basepathmappings
                GetClientCertificate GET /clientcertificates/{clientcertificate_id}
                GetClientCertificates GET /clientcertificates
                GetDocumentationPart GET /restapis/{restapi_id}/documentation/parts/{part_id}
                GetDocumentationParts GET /restapis/{restapi_id}/documentation/parts
                GetDocumentationVersion GET /restapis/{restapi_id}/documentation/versions/{doc_version}
                GetDocumentationVersions GET /restapis/{restapi_id}/documentation/versions
                GetDomainName GET /domainnames/{domain_name}
                GetDomainNameAccessAssociations GET /domainnameaccessassociations
                GetDomainNames GET /domainnames
                GetExport GET /restapis/{restapi_id}/stages/{stage_name}/exports/{export_type}
                GetModelTemplate GET /restapis/{restapi_id}/models/{model_name}/default_template
                GetSdk GET /restapis/{restapi_id}/stages/{stage_name}/sdks/{sdk_type}
                GetSdkType GET /sdktypes/{sdktype_id}
                GetSdkTypes GET /sdktypes
                GetVpcLink GET /vpclinks/{vpclink_id}
                GetVpcLinks GET /vpclinks
                ImportDocumentationParts PUT /restapis/{restapi_id}/documentation/parts
                ImportRestApi POST /restapis?mode=import
                PutRestApi PUT /restapis/{restapi_id}
                RejectDomainNameAccessAssociation POST /rejectdomainnameaccessassociations
                UpdateBasePathMapping PATCH /domainnames/{domain_name}/basepathmappings/{base_path}
                UpdateClientCertificate PATCH /clientcertificates/{clientcertificate_id}
                UpdateDocumentationPart PATCH /restapis/{restapi_id}/documentation/parts/{part_id}
                UpdateDocumentationVersion PATCH /restapis/{restapi_id}/documentation/versions/{doc_version}
                UpdateDomainName PATCH /domainnames/{domain_name}
                UpdateVpcLink PATCH /vpclinks/{vpclink_id}
                """)
            .Build();
    }

    private static ErrorStyle Errors => new() { MemberPrefix = operation => char.ToLowerInvariant(operation[0]) + operation[1..] + "Input." };
}
