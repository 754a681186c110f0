namespace Gatehouse.Conformance.Tests.Answers;

/// <summary>
/// One life of each service's things, an operation a line: its members beside those that a variable of their name or the model's smallest
/// sample fills, and what the answer's members are called from then on. Every operation that is registered has its line.
/// </summary>
internal static class Stories
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["apigateway"] =
            """
            CreateRestApi {"name":"probe","description":"d","binaryMediaTypes":["image/png"],"tags":{"a":"1"}} => restApiId=id parentId=rootResourceId
            CreateResource {"pathPart":"jobs"} => resourceId=id
            CreateModel {"name":"Job","contentType":"application/json","schema":"{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}"} => modelName=name
            CreateRequestValidator {"name":"all","validateRequestParameters":true} => requestValidatorId=id
            PutMethod {"httpMethod":"GET","authorizationType":"NONE","apiKeyRequired":true,"requestParameters":{"method.request.querystring.q":true}} => httpMethod=httpMethod
            PutMethodResponse {"statusCode":"200","responseModels":{"application/json":"Job"}} => statusCode=statusCode
            PutIntegration {"type":"MOCK","requestTemplates":{"application/json":"{\"statusCode\":200}"}}
            PutIntegrationResponse {"responseTemplates":{"application/json":""}}
            PutGatewayResponse {"responseType":"THROTTLED","responseParameters":{"gatewayresponse.header.a":"'b'"}} => responseType=responseType
            CreateDeployment {} => deploymentId=id
            CreateStage {"stageName":"stg","variables":{"a":"b"},"tags":{"a":"1"}} => stageName=stageName
            CreateAuthorizer {"name":"guard","type":"TOKEN","authorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations","identitySource":"method.request.header.Authorization"} => authorizerId=id
            CreateApiKey {"name":"probe","enabled":true,"tags":{"a":"1"}} => apiKey=id keyId=id
            CreateUsagePlan {"name":"probe","apiStages":[{"apiId":"$restApiId","stage":"stg","throttle":{"/jobs/GET":{"rateLimit":1,"burstLimit":2}}}],"throttle":{"rateLimit":10,"burstLimit":20},"quota":{"limit":100,"period":"DAY"}} => usagePlanId=id
            CreateUsagePlanKey {"keyType":"API_KEY"}
            ImportApiKeys {"format":"csv","body":"name,key\nimported,abcdefghij0123456789\n"}
            TagResource {"resourceArn":"arn:aws:apigateway:us-east-1::/restapis/$restApiId","tags":{"b":"2"}}
            GetTags {"resourceArn":"arn:aws:apigateway:us-east-1::/restapis/$restApiId"}
            UntagResource {"resourceArn":"arn:aws:apigateway:us-east-1::/restapis/$restApiId","tagKeys":["b"]}
            GetAccount {}
            UpdateAccount {"patchOperations":[]}
            GetApiKey {"includeValue":true}
            GetApiKeys {"includeValues":true}
            GetAuthorizer {}
            GetAuthorizers {}
            GetDeployment {}
            GetDeployments {}
            GetGatewayResponse {}
            GetGatewayResponses {}
            GetIntegration {}
            GetIntegrationResponse {}
            GetMethod {}
            GetMethodResponse {}
            GetModel {}
            GetModels {}
            GetRequestValidator {}
            GetRequestValidators {}
            GetResource {}
            GetResources {"embed":["methods"]}
            GetRestApi {}
            GetRestApis {}
            GetStage {}
            GetStages {}
            GetUsage {"startDate":"$today","endDate":"$today"}
            GetUsagePlan {}
            GetUsagePlanKey {}
            GetUsagePlanKeys {}
            GetUsagePlans {}
            TestInvokeAuthorizer {}
            TestInvokeMethod {}
            UpdateApiKey {"patchOperations":[{"op":"replace","path":"/description","value":"x"}]}
            UpdateAuthorizer {"patchOperations":[{"op":"replace","path":"/authorizerResultTtlInSeconds","value":"0"}]}
            FlushStageAuthorizersCache {}
            DeleteAuthorizer {}
            UpdateDeployment {"patchOperations":[{"op":"replace","path":"/description","value":"x"}]}
            UpdateGatewayResponse {"patchOperations":[{"op":"replace","path":"/statusCode","value":"429"}]}
            UpdateIntegration {"patchOperations":[{"op":"replace","path":"/passthroughBehavior","value":"NEVER"}]}
            UpdateIntegrationResponse {"patchOperations":[{"op":"replace","path":"/selectionPattern","value":"x"}]}
            UpdateMethod {"patchOperations":[{"op":"replace","path":"/operationName","value":"x"}]}
            UpdateMethodResponse {"patchOperations":[]}
            UpdateModel {"patchOperations":[{"op":"replace","path":"/description","value":"x"}]}
            UpdateRequestValidator {"patchOperations":[{"op":"replace","path":"/name","value":"x"}]}
            UpdateResource {"patchOperations":[{"op":"replace","path":"/pathPart","value":"work"}]}
            UpdateRestApi {"patchOperations":[{"op":"replace","path":"/description","value":"x"}]}
            UpdateStage {"patchOperations":[{"op":"replace","path":"/*/*/throttling/rateLimit","value":"5"}]}
            UpdateUsage {"patchOperations":[{"op":"replace","path":"/remaining","value":"7"}]}
            UpdateUsagePlan {"patchOperations":[{"op":"replace","path":"/description","value":"x"}]}
            DeleteUsagePlanKey {}
            UpdateUsagePlan {"patchOperations":[{"op":"remove","path":"/apiStages","value":"$restApiId:stg"}]}
            DeleteUsagePlan {}
            DeleteApiKey {}
            DeleteStage {}
            DeleteDeployment {}
            DeleteGatewayResponse {}
            DeleteIntegrationResponse {}
            DeleteIntegration {}
            DeleteMethodResponse {}
            DeleteMethod {}
            DeleteModel {}
            DeleteRequestValidator {}
            DeleteResource {}
            DeleteRestApi {}
            """,
        ["ecr"] =
            """
            CreateRepository {"repositoryName":"probe","tags":[{"Key":"a","Value":"1"}]} => repositoryName=repository.repositoryName resourceArn=repository.repositoryArn
            InitiateLayerUpload {} => uploadId=uploadId
            UploadLayerPart {"partFirstByte":0,"partLastByte":1,"layerPartBlob":"e30="}
            CompleteLayerUpload {"layerDigests":["sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"]} => layerDigest=layerDigest
            BatchCheckLayerAvailability {"layerDigests":["$layerDigest","sha256:0000000000000000000000000000000000000000000000000000000000000000"]}
            GetDownloadUrlForLayer {}
            PutImage {"imageTag":"1","imageManifest":"{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"$layerDigest\",\"size\":2},\"layers\":[]}"}
            BatchGetImage {"imageIds":[{"imageTag":"1"},{"imageTag":"none"},{"imageDigest":"x"},{}]}
            DescribeImages {}
            ListImages {}
            DescribeRegistry {}
            DescribeRepositories {}
            GetAuthorizationToken {}
            TagResource {"tags":[{"Key":"b","Value":"2"}]}
            ListTagsForResource {}
            UntagResource {"tagKeys":["b"]}
            PutImageScanningConfiguration {"imageScanningConfiguration":{"scanOnPush":true}}
            PutImageTagMutability {"imageTagMutability":"IMMUTABLE_WITH_EXCLUSION","imageTagMutabilityExclusionFilters":[{"filterType":"WILDCARD","filter":"dev-*"}]}
            PutLifecyclePolicy {"lifecyclePolicyText":"{\"rules\":[{\"rulePriority\":1,\"selection\":{\"tagStatus\":\"any\",\"countType\":\"imageCountMoreThan\",\"countNumber\":1},\"action\":{\"type\":\"expire\"}}]}"}
            GetLifecyclePolicy {}
            StartLifecyclePolicyPreview {}
            GetLifecyclePolicyPreview {}
            DeleteLifecyclePolicy {}
            SetRepositoryPolicy {"policyText":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"ecr:BatchGetImage\"}]}"}
            GetRepositoryPolicy {}
            DeleteRepositoryPolicy {}
            BatchDeleteImage {"imageIds":[{"imageTag":"1"},{"imageTag":"none"}]}
            DeleteRepository {"force":true}
            """,
        ["iam"] =
            """
            CreateRole {"RoleName":"probe","Description":"d","Tags":[{"Key":"a","Value":"1"}],"AssumeRolePolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}"} => RoleName=Role.RoleName
            CreatePolicy {"PolicyName":"probe","Tags":[{"Key":"a","Value":"1"}],"PolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"} => PolicyArn=Policy.Arn PolicyName=Policy.PolicyName
            CreatePolicyVersion {"PolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}]}"} => VersionId=PolicyVersion.VersionId
            AttachRolePolicy {}
            PutRolePolicy {"PolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"}
            PutRolePermissionsBoundary {"PermissionsBoundary":"$PolicyArn"}
            TagPolicy {"Tags":[{"Key":"b","Value":"2"}]}
            TagRole {"Tags":[{"Key":"b","Value":"2"}]}
            UpdateAssumeRolePolicy {"PolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"apigateway.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}"}
            UpdateRole {"MaxSessionDuration":7200}
            UpdateRoleDescription {"Description":"x"}
            GetAccountSummary {}
            GetPolicy {}
            GetPolicyVersion {}
            GetRole {}
            GetRolePolicy {}
            GetUser {}
            ListAccountAliases {}
            ListAttachedRolePolicies {}
            ListEntitiesForPolicy {}
            ListInstanceProfilesForRole {}
            ListPolicies {"MaxItems":100}
            ListPolicyTags {}
            ListPolicyVersions {}
            ListRolePolicies {}
            ListRoleTags {}
            ListRoles {}
            UntagPolicy {"TagKeys":["b"]}
            UntagRole {"TagKeys":["b"]}
            SetDefaultPolicyVersion {}
            DeletePolicyVersion {"VersionId":"v1"}
            DeleteRolePermissionsBoundary {}
            DeleteRolePolicy {}
            DetachRolePolicy {}
            DeletePolicy {}
            DeleteRole {}
            CreateServiceLinkedRole {"AWSServiceName":"ops.apigateway.amazonaws.com"} => RoleName=Role.RoleName
            DeleteServiceLinkedRole {} => DeletionTaskId=DeletionTaskId
            GetServiceLinkedRoleDeletionStatus {}
            """,
        ["lambda"] =
            """
            ecr:CreateRepository {"repositoryName":"probe"} => repositoryName=repository.repositoryName
            ecr:InitiateLayerUpload {} => uploadId=uploadId
            ecr:UploadLayerPart {"partFirstByte":0,"partLastByte":1,"layerPartBlob":"e30="}
            ecr:CompleteLayerUpload {"layerDigests":["sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"]} => layerDigest=layerDigest
            ecr:PutImage {"imageTag":"1","imageManifest":"{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"$layerDigest\",\"size\":2},\"layers\":[]}"}
            iam:CreateRole {"RoleName":"probe","AssumeRolePolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}"} => Role=Role.Arn
            CreateFunction {"FunctionName":"probe","PackageType":"Image","Code":{"ImageUri":"000000000000.dkr.ecr.us-east-1.amazonaws.com/probe:1"},"Publish":true,"Environment":{"Variables":{"AB":"c"}},"Tags":{"a":"1"}} => FunctionName=FunctionName Resource=FunctionArn
            AddPermission {"StatementId":"s","Action":"lambda:InvokeFunction","Principal":"apigateway.amazonaws.com"}
            GetPolicy {}
            RemovePermission {"StatementId":"s"}
            CreateAlias {"Name":"live","FunctionVersion":"1"} => Name=Name
            PutProvisionedConcurrencyConfig {"Qualifier":"1","ProvisionedConcurrentExecutions":1}
            GetProvisionedConcurrencyConfig {"Qualifier":"1"}
            ListProvisionedConcurrencyConfigs {}
            DeleteProvisionedConcurrencyConfig {"Qualifier":"1"}
            GetAlias {}
            ListAliases {}
            UpdateAlias {"Description":"x"}
            DeleteAlias {}
            PutFunctionConcurrency {"ReservedConcurrentExecutions":1}
            GetFunctionConcurrency {}
            DeleteFunctionConcurrency {}
            GetAccountSettings {}
            PutFunctionEventInvokeConfig {"MaximumRetryAttempts":1,"MaximumEventAgeInSeconds":60}
            UpdateFunctionEventInvokeConfig {"MaximumRetryAttempts":0}
            GetFunctionEventInvokeConfig {}
            ListFunctionEventInvokeConfigs {}
            DeleteFunctionEventInvokeConfig {}
            CreateFunctionUrlConfig {"AuthType":"NONE","InvokeMode":"BUFFERED","Cors":{"AllowOrigins":["*"],"MaxAge":10}}
            GetFunctionUrlConfig {}
            ListFunctionUrlConfigs {}
            UpdateFunctionUrlConfig {"AuthType":"AWS_IAM","InvokeMode":"BUFFERED"}
            DeleteFunctionUrlConfig {}
            GetFunction {}
            GetFunctionCodeSigningConfig {}
            GetFunctionConfiguration {}
            GetRuntimeManagementConfig {}
            ListFunctions {"FunctionVersion":"ALL"}
            ListVersionsByFunction {}
            TagResource {"Tags":{"b":"2"}}
            ListTags {}
            UntagResource {"TagKeys":["b"]}
            DeleteFunction {}
            """,
        ["logs"] =
            """
            CreateLogGroup {"logGroupName":"probe","tags":{"a":"1"}}
            CreateLogStream {"logGroupName":"probe","logStreamName":"s"}
            PutLogEvents {"logGroupName":"probe","logStreamName":"s","logEvents":[{"timestamp":$now,"message":"m"}]}
            DescribeLogGroups {}
            DescribeLogStreams {"logGroupName":"probe"}
            FilterLogEvents {"logGroupName":"probe"}
            GetLogEvents {"logGroupName":"probe","logStreamName":"s"}
            PutRetentionPolicy {"logGroupName":"probe","retentionInDays":7}
            DescribeLogGroups {}
            DeleteRetentionPolicy {"logGroupName":"probe"}
            PutLogGroupDeletionProtection {"logGroupIdentifier":"probe","deletionProtectionEnabled":false}
            PutResourcePolicy {"policyName":"p","policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"apigateway.amazonaws.com\"},\"Action\":\"logs:PutLogEvents\",\"Resource\":\"*\"}]}"}
            DescribeResourcePolicies {}
            DeleteResourcePolicy {"policyName":"p"}
            TagLogGroup {"logGroupName":"probe","tags":{"b":"2"}}
            TagResource {"resourceArn":"arn:aws:logs:us-east-1:000000000000:log-group:probe","tags":{"c":"3"}}
            ListTagsForResource {"resourceArn":"arn:aws:logs:us-east-1:000000000000:log-group:probe"}
            ListTagsLogGroup {"logGroupName":"probe"}
            UntagLogGroup {"logGroupName":"probe","tags":["b"]}
            UntagResource {"resourceArn":"arn:aws:logs:us-east-1:000000000000:log-group:probe","tagKeys":["c"]}
            DeleteLogStream {"logGroupName":"probe","logStreamName":"s"}
            DeleteLogGroup {"logGroupName":"probe"}
            """,
        ["sts"] =
            """
            iam:CreateRole {"RoleName":"assumed","AssumeRolePolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}"} => RoleArn=Role.Arn
            AssumeRole {"RoleSessionName":"probe","Tags":[{"Key":"a","Value":"1"}],"SourceIdentity":"me"} => AccessKeyId=Credentials.AccessKeyId
            GetAccessKeyInfo {}
            GetCallerIdentity {}
            GetSessionToken {}
            """,
    };

    /// <summary>Operations whose answer needs a function that runs, which an image of no layers does not.</summary>
    public static readonly string[] NeedARunningFunction = ["Invoke", "InvokeAsync", "InvokeWithResponseStream", "PublishVersion", "UpdateFunctionCode", "UpdateFunctionConfiguration"];
}
