namespace Gatehouse.Gateway.Journal;

/// <summary>The host or path names no API that is deployed here.</summary>
internal sealed record UnknownApi(string ApiId, string? HostRegion) : Reason(ReasonKind.UnknownApi)
{
    public override string Explain() => HostRegion is null
        ? $"No API with the id '{ApiId}' has a stage here. Either the id in the URL is wrong or the API was never deployed."
        : $"No API with the id '{ApiId}' has a stage in {HostRegion}, the region that the host names.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("apiId", ApiId), Pair("hostRegion", HostRegion ?? "-")];

    public override string Terraform() => """
        output "url" {
          value = aws_api_gateway_stage.this.invoke_url # call this URL, or its counterpart on this server
        }
        """;
}

/// <summary>The API is there, the first path segment names none of its stages.</summary>
internal sealed record UnknownStage(string ApiId, string StageName, string[] Known) : Reason(ReasonKind.UnknownStage)
{
    public override string Explain() =>
        $"The first segment of the path is always the stage. API {ApiId} has no stage '{StageName}'; it has: {string.Join(", ", Known)}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("stage", StageName), Pair("stages", string.Join(", ", Known))];

    public override string Terraform() => $$"""
        resource "aws_api_gateway_stage" "this" {
          rest_api_id   = "{{ApiId}}"
          deployment_id = aws_api_gateway_deployment.this.id
          stage_name    = "{{StageName}}"
        }
        """;
}

/// <summary>The API refuses its execute-api host and may only be called by a custom domain name.</summary>
internal sealed record DefaultEndpointDisabled(string ApiId) : Reason(ReasonKind.DefaultEndpointDisabled)
{
    public override string Explain() => $"API {ApiId} has its default endpoint disabled: only a custom domain name reaches it.";

    public override string Terraform() => """
        resource "aws_api_gateway_rest_api" "this" {
          disable_execute_api_endpoint = false # takes effect with the next deployment
        }
        """;
}

/// <summary>The HTTP front end refused the request line, the headers or the body before any API saw it.</summary>
internal sealed record FrontRefusal(ReasonKind Kind, string What, string Found, string Allowed) : Reason(Kind)
{
    public override string Explain() => $"{What}: found {Found}, allowed is {Allowed}. This is a limit of API Gateway's front end and cannot be configured.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("found", Found), Pair("allowed", Allowed)];
}

/// <summary>A bug of this server. The log has the exception.</summary>
internal sealed record InternalFault(string Type) : Reason(ReasonKind.InternalFault)
{
    public override string Explain() => $"This server failed with {Type}; that is a bug of ours. Its log has the details under the request id.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("exception", Type)];
}

/// <summary>The caller closed the connection before there was an answer.</summary>
internal sealed record CallerLeft() : Reason(ReasonKind.CallerLeft)
{
    public override string Explain() => "The caller closed the connection before there was an answer. A function that was already invoked ran on.";
}
