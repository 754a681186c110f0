namespace Gatehouse.Gateway.Journal;

/// <summary>Something that AWS does and this server does not do yet. Said plainly instead of being faked.</summary>
internal sealed record NotSupportedHere(string What) : Reason(ReasonKind.NotSupportedHere)
{
    public override string Explain() => $"This server does not support {What} yet. On AWS the request would have gone on.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("unsupported", What)];
}

/// <summary>The method's integration is missing or cannot work as it is configured.</summary>
internal sealed record MisconfiguredIntegration(ReasonKind Kind, string ResourcePath, string Problem) : Reason(Kind)
{
    public override string Explain() => $"The integration of {ResourcePath} cannot work: {Problem}.";

    public override string Terraform() => """
        resource "aws_api_gateway_integration" "this" {
          type                    = "AWS_PROXY"
          integration_http_method = "POST" # Lambda is always invoked by POST
          uri                     = aws_lambda_function.this.invoke_arn
        }
        """;
}

/// <summary>The integration, or the authorizer, names a function that is not there.</summary>
internal sealed record FunctionMissing(string FunctionArn, string Named = "integration") : Reason(ReasonKind.FunctionMissing)
{
    public override string Explain() => $"The {Named} names {FunctionArn}, and there is no such function.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("functionArn", FunctionArn)];
}

/// <summary>The function's resource policy does not let API Gateway invoke it from here.</summary>
internal sealed record NoInvokePermission(string FunctionArn, string SourceArn) : Reason(ReasonKind.NoInvokePermission)
{
    public override string Explain() => $"No statement of the resource policy of {FunctionArn} lets apigateway.amazonaws.com invoke it for {SourceArn}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("functionArn", FunctionArn), Pair("sourceArn", SourceArn)];

    public override string Terraform() => $$"""
        resource "aws_lambda_permission" "this" {
          action        = "lambda:InvokeFunction"
          function_name = "{{FunctionArn}}"
          principal     = "apigateway.amazonaws.com"
          source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/*" # must cover {{SourceArn}}
        }
        """;
}

/// <summary>The function did not give a usable answer.</summary>
internal sealed record FunctionProblem(ReasonKind Kind, string FunctionArn, string InvocationId, string Problem) : Reason(Kind)
{
    public override string Explain() => $"{Problem} Its log has the rest under the request id {InvocationId}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("functionArn", FunctionArn), Pair("invocationId", InvocationId)];
}

/// <summary>The function answered, but not in the form that AWS_PROXY demands.</summary>
internal sealed record MalformedProxyResponse(string Member, string Problem) : Reason(ReasonKind.MalformedProxyResponse)
{
    public override string Explain() =>
        $"Malformed Lambda proxy response: {Problem}. A reply is a JSON object with only statusCode, headers, multiValueHeaders, body (a string) and isBase64Encoded.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("member", Member)];
}

/// <summary>The function did not answer within the integration's timeout.</summary>
internal sealed record IntegrationTimedOut(TimeSpan Timeout, string InvocationId) : Reason(ReasonKind.IntegrationTimedOut)
{
    public override string Explain() => $"The function did not answer within the integration's timeout of {Timeout.TotalMilliseconds:0} ms. The invocation {InvocationId} itself goes on.";

    public override string Terraform() => """
        resource "aws_api_gateway_integration" "this" {
          timeout_milliseconds = 29000
        }
        """;
}
