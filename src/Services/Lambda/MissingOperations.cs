namespace Gatehouse.Services.Lambda;

/// <summary>What Lambda has and this server answers with 501.</summary>
internal static class MissingOperations
{
    public const string Lines =
        """
        AddLayerVersionPermission POST /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy
        CheckpointDurableExecution POST /2025-12-01/durable-executions/{DurableExecutionArn}/checkpoint
        CreateCapacityProvider POST /2025-11-30/capacity-providers
        CreateCodeSigningConfig POST /2020-04-22/code-signing-configs
        CreateEventSourceMapping POST /2015-03-31/event-source-mappings
        DeleteCapacityProvider DELETE /2025-11-30/capacity-providers/{CapacityProviderName}
        DeleteCodeSigningConfig DELETE /2020-04-22/code-signing-configs/{CodeSigningConfigArn}
        DeleteEventSourceMapping DELETE /2015-03-31/event-source-mappings/{UUID}
        DeleteFunctionCodeSigningConfig DELETE /2020-06-30/functions/{FunctionName}/code-signing-config
        DeleteLayerVersion DELETE /2018-10-31/layers/{LayerName}/versions/{VersionNumber}
        GetCapacityProvider GET /2025-11-30/capacity-providers/{CapacityProviderName}
        GetCodeSigningConfig GET /2020-04-22/code-signing-configs/{CodeSigningConfigArn}
        GetDurableExecution GET /2025-12-01/durable-executions/{DurableExecutionArn}
        GetDurableExecutionHistory GET /2025-12-01/durable-executions/{DurableExecutionArn}/history
        GetDurableExecutionState GET /2025-12-01/durable-executions/{DurableExecutionArn}/state
        GetEventSourceMapping GET /2015-03-31/event-source-mappings/{UUID}
        GetFunctionRecursionConfig GET /2024-08-31/functions/{FunctionName}/recursion-config
        GetFunctionScalingConfig GET /2025-11-30/functions/{FunctionName}/function-scaling-config
        GetLayerVersion GET /2018-10-31/layers/{LayerName}/versions/{VersionNumber}
        GetLayerVersionByArn GET /2018-10-31/layers?find=LayerVersion
        GetLayerVersionPolicy GET /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy
        ListCapacityProviders GET /2025-11-30/capacity-providers
        ListCodeSigningConfigs GET /2020-04-22/code-signing-configs
        ListDurableExecutionsByFunction GET /2025-12-01/functions/{FunctionName}/durable-executions
        ListEventSourceMappings GET /2015-03-31/event-source-mappings
        ListFunctionVersionsByCapacityProvider GET /2025-11-30/capacity-providers/{CapacityProviderName}/function-versions
        ListFunctionsByCodeSigningConfig GET /2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions
        ListLayerVersions GET /2018-10-31/layers/{LayerName}/versions
        ListLayers GET /2018-10-31/layers
        PublishLayerVersion POST /2018-10-31/layers/{LayerName}/versions
        PutFunctionCodeSigningConfig PUT /2020-06-30/functions/{FunctionName}/code-signing-config
        PutFunctionRecursionConfig PUT /2024-08-31/functions/{FunctionName}/recursion-config
        PutFunctionScalingConfig PUT /2025-11-30/functions/{FunctionName}/function-scaling-config
        PutRuntimeManagementConfig PUT /2021-07-20/functions/{FunctionName}/runtime-management-config
        RemoveLayerVersionPermission DELETE /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}
        SendDurableExecutionCallbackFailure POST /2025-12-01/durable-execution-callbacks/{CallbackId}/fail
        SendDurableExecutionCallbackHeartbeat POST /2025-12-01/durable-execution-callbacks/{CallbackId}/heartbeat
        SendDurableExecutionCallbackSuccess POST /2025-12-01/durable-execution-callbacks/{CallbackId}/succeed
        StopDurableExecution POST /2025-12-01/durable-executions/{DurableExecutionArn}/stop
        UpdateCapacityProvider PUT /2025-11-30/capacity-providers/{CapacityProviderName}
        UpdateCodeSigningConfig PUT /2020-04-22/code-signing-configs/{CodeSigningConfigArn}
        UpdateEventSourceMapping PUT /2015-03-31/event-source-mappings/{UUID}
        """;
}
