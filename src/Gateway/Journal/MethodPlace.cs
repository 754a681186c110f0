namespace Gatehouse.Gateway.Journal;

/// <summary>Where a method is, in the words that its Terraform needs.</summary>
internal sealed record MethodPlace(string ResourceId, string ResourcePath, string HttpMethod);

/// <summary>What a request was for, as far as that was found out.</summary>
internal readonly record struct RequestPlace(string ApiId, string StageName, MethodPlace? Method)
{
    private MethodPlace Found => Method ?? new MethodPlace("RESOURCE_ID", "/", "GET");

    /// <summary>A block of the method itself, or of what belongs to it.</summary>
    /// <param name="type">The type of the resource, for example <c>aws_api_gateway_method</c>.</param>
    /// <param name="lines">What stands in it besides the method's place.</param>
    public string MethodBlock(string type, params IEnumerable<string> lines) => $$"""
        resource "{{type}}" "this" {
          {{string.Join("\n  ", Hcl.Aligned(
          [
              $"rest_api_id = {Hcl.Quoted(ApiId)}",
              $"resource_id = {Hcl.Quoted(Found.ResourceId)} # {Hcl.Comment(Found.ResourcePath)}",
              $"http_method = {Hcl.Quoted(Found.HttpMethod)}",
              .. lines,
          ]))}}
        }
        # takes effect with the next deployment
        """;

    /// <summary>The method's integration with a function.</summary>
    public string IntegrationBlock(string uri, params IEnumerable<string> lines) => MethodBlock(
        "aws_api_gateway_integration",
        ["type = \"AWS_PROXY\"", $"uri = {uri}", "integration_http_method = \"POST\" # Lambda is always invoked by POST", .. lines]);

    /// <summary>The authorizer with this id.</summary>
    public string AuthorizerBlock(string id, params IEnumerable<string> lines) => $$"""
        resource "aws_api_gateway_authorizer" "this" { # {{Hcl.Comment(id)}}
          {{string.Join("\n  ", Hcl.Aligned(["name = \"authorizer\" # the name that it has", $"rest_api_id = {Hcl.Quoted(ApiId)}", .. lines]))}}
        }
        # takes effect with the next deployment
        """;

    /// <summary>What joins a plan to the stage.</summary>
    public string ApiStage(string more = "") => $$"""
          api_stages {
            api_id = {{Hcl.Quoted(ApiId)}}
            stage  = {{Hcl.Quoted(StageName)}}{{more}}
          }
        """;
}
