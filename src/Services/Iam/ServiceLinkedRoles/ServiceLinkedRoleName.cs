namespace Gatehouse.Services.Iam.ServiceLinkedRoles;

internal static class ServiceLinkedRoleName
{
    /// <summary>The name that AWS gives the role of a service. For services beyond these it is made from the host's first label.</summary>
    public static string Of(string service) => "AWSServiceRoleFor" + service switch
    {
        "ops.apigateway.amazonaws.com" => "APIGateway",
        "replication.ecr.amazonaws.com" => "ECRReplication",
        "pullthroughcache.ecr.amazonaws.com" => "ECRPullThroughCache",
        "templates.ecr.amazonaws.com" => "ECRTemplate",
        "replicator.lambda.amazonaws.com" => "LambdaReplicator",
        "logger.cloudfront.amazonaws.com" => "CloudFrontLogger",
        "delivery.logs.amazonaws.com" => "LogDelivery",
        "ecs.amazonaws.com" => "ECS",
        "autoscaling.amazonaws.com" => "AutoScaling",
        "elasticloadbalancing.amazonaws.com" => "ElasticLoadBalancing",
        _ => char.ToUpperInvariant(service[0]) + service[1..(service.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? dot : service.Length)],
    };
}
