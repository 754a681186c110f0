namespace Gatehouse.Gateway.Journal;

/// <summary>No resource has this path.</summary>
internal sealed record NoSuchRoute(string HttpMethod, string Path, string[] Routes) : Reason(ReasonKind.NoSuchRoute)
{
    /// <summary>The ids of the deployment's resources by their paths.</summary>
    public IReadOnlyDictionary<string, string> ResourceIds { get; init; } = new Dictionary<string, string>();

    /// <summary>The route whose spelling is closest, or null when there are none.</summary>
    public string? Nearest => Routes.MinBy(route => EditDistance.Between(route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..], Path));

    public override string Explain() =>
        $"No resource of the deployment answers {HttpMethod} {Path}; the nearest is {Nearest ?? "none, the API has no methods"}. API Gateway says 'Missing Authentication Token' for an unknown path too. "
        + "A resource that was added after the last deployment is not served until the next one.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("path", Path), Pair("nearest", Nearest ?? "-"), Pair("routes", Routes.Length > 0 ? string.Join(", ", Routes) : "none")];

    public override string Advice() => Nearest is null
        ? "The API was deployed before it had a method; deploy it again."
        : "Correct the path; or deploy again, when the resource is there and newer than the deployment; or add it.";

    internal override string Terraform(in RequestPlace place)
    {
        // 1. The longest part of the path that is there already.
        var segments = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var known = segments.Length;
        string? parent = null;
        while (parent is null && known > 0)
        {
            known--;
            parent = ResourceIds.GetValueOrDefault("/" + string.Join('/', segments[..known]));
        }

        // 2. A resource for what is missing; one is enough when it is greedy.
        var rest = segments[Math.Min(known, segments.Length)..];
        var part = rest is [var only] ? only : "{proxy+}";
        return $$"""
            resource "aws_api_gateway_resource" "this" {
              rest_api_id = {{Hcl.Quoted(place.ApiId)}}
              parent_id   = {{(parent is null ? "aws_api_gateway_rest_api.this.root_resource_id" : Hcl.Quoted(parent))}}
              path_part   = {{Hcl.Quoted(part)}}
            }
            resource "aws_api_gateway_method" "this" {
              rest_api_id   = {{Hcl.Quoted(place.ApiId)}}
              resource_id   = aws_api_gateway_resource.this.id
              http_method   = {{Hcl.Quoted(HttpMethod)}}
              authorization = "NONE"
            }
            # then an integration, and a new deployment
            """;
    }
}

/// <summary>The resource is there but has neither the verb nor ANY.</summary>
internal sealed record NoMethodOfResource(string HttpMethod, string ResourcePath) : Reason(ReasonKind.NoMethodOfResource)
{
    public string ResourceId { get; init; } = "RESOURCE_ID";

    public override string Explain() =>
        $"The resource {ResourcePath} has no method {HttpMethod} and no ANY. API Gateway says 'Missing Authentication Token' for a missing verb too; "
        + "OPTIONS and HEAD are never answered by themselves.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("method", HttpMethod), Pair("resource", ResourcePath)];

    internal override string Terraform(in RequestPlace place)
    {
        var here = place with { Method = new MethodPlace(ResourceId, ResourcePath, HttpMethod) };
        return $"""
            {here.MethodBlock("aws_api_gateway_method", "authorization = \"NONE\"")}
            {here.IntegrationBlock("aws_lambda_function.this.invoke_arn")}
            """;
    }
}

/// <summary>The method asks for AWS credentials and the request carries none.</summary>
internal sealed record CredentialsMissing(string ResourcePath) : Reason(ReasonKind.CredentialsMissing)
{
    public override string Explain() => $"The method on {ResourcePath} has AWS_IAM authorization and the request is not signed.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("authorization", "AWS_IAM"), Pair("signature", "not sent")];

    public override string Advice() => "Sign the request with Signature Version 4 for the service execute-api: curl --aws-sigv4 aws:amz:us-east-1:execute-api. Or let everybody call:";

    internal override string Terraform(in RequestPlace place) => place.MethodBlock("aws_api_gateway_method", "authorization = \"NONE\"");
}

/// <summary>A validator demands parameters that the request does not have.</summary>
internal sealed record ParametersMissing(string[] Names) : Reason(ReasonKind.ParametersMissing)
{
    /// <summary>The same as the method names them, <c>method.request.header.X</c>.</summary>
    public string[] Parameters { get; init; } = [];

    public override string Explain() => $"The method's request validator demands parameters that are missing or blank: {string.Join(", ", Names)}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("missing", string.Join(", ", Names))];

    public override string Advice() => "Send them; or let the method do without.";

    internal override string Terraform(in RequestPlace place) => place.MethodBlock(
        "aws_api_gateway_method",
        ["authorization = \"NONE\"", "request_parameters = {", .. Parameters.Select(name => $"  {Hcl.Quoted(name)} = false"), "}"]);
}
