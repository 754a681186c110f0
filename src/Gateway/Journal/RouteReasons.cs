namespace Gatehouse.Gateway.Journal;

/// <summary>No resource has this path.</summary>
internal sealed record NoSuchRoute(string HttpMethod, string Path, string[] Routes) : Reason(ReasonKind.NoSuchRoute)
{
    /// <summary>The route whose spelling is closest, or null when there are none.</summary>
    public string? Nearest => Routes.MinBy(route => EditDistance.Between(route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..], Path));

    public override string Explain() =>
        $"No resource of the deployment answers {HttpMethod} {Path}; the nearest is {Nearest ?? "none, the API has no methods"}. API Gateway says 'Missing Authentication Token' for an unknown path too. "
        + "A resource that was added after the last deployment is not served until the next one.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("path", Path), Pair("nearest", Nearest ?? "-"), Pair("routes", string.Join(", ", Routes))];

    public override string Terraform() => $$"""
        resource "aws_api_gateway_resource" "this" {
          rest_api_id = aws_api_gateway_rest_api.this.id
          parent_id   = aws_api_gateway_rest_api.this.root_resource_id
          path_part   = "{{Path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch { [.., var last] => last, _ => "{proxy+}" }}}"
        }
        # then a method with an integration on it, and a new deployment
        """;
}

/// <summary>The resource is there but has neither the verb nor ANY.</summary>
internal sealed record NoMethodOfResource(string HttpMethod, string ResourcePath) : Reason(ReasonKind.NoMethodOfResource)
{
    public override string Explain() =>
        $"The resource {ResourcePath} has no method {HttpMethod} and no ANY. API Gateway says 'Missing Authentication Token' for a missing verb too; "
        + "OPTIONS and HEAD are never answered by themselves.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("method", HttpMethod), Pair("resource", ResourcePath)];

    public override string Terraform() => $$"""
        resource "aws_api_gateway_method" "this" {
          rest_api_id   = aws_api_gateway_rest_api.this.id
          resource_id   = aws_api_gateway_resource.this.id # {{ResourcePath}}
          http_method   = "{{HttpMethod}}"
          authorization = "NONE"
        }
        """;
}

/// <summary>The method asks for AWS credentials and the request carries none.</summary>
internal sealed record CredentialsMissing(string ResourcePath) : Reason(ReasonKind.CredentialsMissing)
{
    public override string Explain() => $"The method on {ResourcePath} has AWS_IAM authorization and the request is not signed.";

    public override string Terraform() => """
        resource "aws_api_gateway_method" "this" {
          authorization = "NONE" # or sign the request with Signature Version 4 for the service execute-api
        }
        """;
}

/// <summary>A validator demands parameters that the request does not have.</summary>
internal sealed record ParametersMissing(string[] Names) : Reason(ReasonKind.ParametersMissing)
{
    public override string Explain() => $"The method's request validator demands parameters that are missing or blank: {string.Join(", ", Names)}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("missing", string.Join(", ", Names))];
}
