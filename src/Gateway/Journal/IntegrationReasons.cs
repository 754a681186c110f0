namespace Gatehouse.Gateway.Journal;

/// <summary>Something that AWS does and this server does not do yet. Said plainly instead of being faked.</summary>
internal sealed record NotSupportedHere(string What) : Reason(ReasonKind.NotSupportedHere)
{
    public override string Explain() => $"This server does not support {What} yet. On AWS the request would have gone on.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("unsupported", What)];

    public override string Advice() => "The configuration is right for AWS, and no change of it is needed there; docs/compatibility/apigateway.md lists what is served here.";
}

/// <summary>The method's integration is missing or cannot work as it is configured.</summary>
internal sealed record MisconfiguredIntegration(ReasonKind Kind, string ResourcePath, string Problem) : Reason(Kind)
{
    public override string Explain() => $"The integration of {ResourcePath} cannot work: {Problem}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("resource", ResourcePath), Pair("problem", Problem)];

    internal override string Terraform(in RequestPlace place) => ResourcePath == "MOCK"
        ? place.MethodBlock("aws_api_gateway_integration_response", "status_code = \"200\" # the status that the request template chooses")
        : place.IntegrationBlock("aws_lambda_function.this.invoke_arn");
}

/// <summary>The integration, or the authorizer, names a function that is not there.</summary>
internal sealed record FunctionMissing(string FunctionArn, string Named = "integration") : Reason(ReasonKind.FunctionMissing)
{
    public override string Explain() => $"The {Named} names {FunctionArn}, and there is no such function.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("functionArn", FunctionArn)];

    internal override string Terraform(in RequestPlace place) => $$"""
        resource "aws_lambda_function" "this" {
          function_name = {{Hcl.Quoted(FunctionName.Of(FunctionArn).Name)}}
          role          = aws_iam_role.this.arn
          package_type  = "Image"
          image_uri     = "${aws_ecr_repository.this.repository_url}:latest"
        }
        # or let the integration name the function that is there:
        {{place.IntegrationBlock("aws_lambda_function.this.invoke_arn")}}
        """;
}

/// <summary>The function's resource policy does not let API Gateway invoke it from here.</summary>
internal sealed record NoInvokePermission(string FunctionArn, string SourceArn) : Reason(ReasonKind.NoInvokePermission)
{
    public override string Explain() => $"No statement of the resource policy of {FunctionArn} lets apigateway.amazonaws.com invoke it for {SourceArn}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("functionArn", FunctionArn), Pair("sourceArn", SourceArn)];

    internal override string Terraform(in RequestPlace place)
    {
        var (name, qualifier) = FunctionName.Of(FunctionArn);
        return $$"""
            resource "aws_lambda_permission" "this" {
              action        = "lambda:InvokeFunction"
              function_name = {{Hcl.Quoted(name)}}{{(qualifier is null ? "" : $"\n  qualifier     = {Hcl.Quoted(qualifier)}")}}
              principal     = "apigateway.amazonaws.com"
              source_arn    = {{Hcl.Quoted(SourceArn.Split('/')[0] + "/*")}} # covers {{Hcl.Comment(SourceArn)}}
            }
            """;
    }
}

/// <summary>The function did not give a usable answer.</summary>
internal sealed record FunctionProblem(ReasonKind Kind, string FunctionArn, string InvocationId, string Problem) : Reason(Kind)
{
    public override string Explain() => $"{Problem} Its log has the rest under the request id {InvocationId}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("functionArn", FunctionArn), Pair("invocationId", InvocationId)];

    public override string Advice() => Kind switch
    {
        ReasonKind.FunctionFailed =>
            $"The code has to change: aws logs tail /aws/lambda/{FunctionName.Of(FunctionArn).Name}. When it ran into its own timeout or out of memory, give it more.",
        ReasonKind.FunctionThrottled => "Give the function more concurrency; 0 switches it off, -1 takes from what the account has left.",
        _ => $"See why it cannot start: aws lambda get-function --function-name {FunctionName.Of(FunctionArn).Name}, and this server's log. Its image is named here.",
    };

    internal override string Terraform(in RequestPlace place) => $$"""
        resource "aws_lambda_function" "this" {
          function_name = {{Hcl.Quoted(FunctionName.Of(FunctionArn).Name)}}
          role          = aws_iam_role.this.arn
          package_type  = "Image"
          image_uri     = "${aws_ecr_repository.this.repository_url}:latest"
          {{Kind switch
          {
              ReasonKind.FunctionFailed => "timeout     = 30\n  memory_size = 512",
              ReasonKind.FunctionThrottled => "reserved_concurrent_executions = -1",
              _ => "timeout = 30",
          }}}
        }
        """;
}

/// <summary>The function answered, but not in the form that AWS_PROXY demands.</summary>
internal sealed record MalformedProxyResponse(string Member, string Problem) : Reason(ReasonKind.MalformedProxyResponse)
{
    public override string Explain() =>
        $"Malformed Lambda proxy response: {Problem}. A reply is a JSON object with only statusCode, headers, multiValueHeaders, body (a string) and isBase64Encoded.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("member", Member)];

    public override string Advice() =>
        """No configuration helps; the function has to return for example {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": "{\"message\": \"hello\"}"}, with body as a string.""";
}

/// <summary>The function did not answer within the integration's timeout.</summary>
internal sealed record IntegrationTimedOut(TimeSpan Timeout, string InvocationId) : Reason(ReasonKind.IntegrationTimedOut)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(29);

    public override string Explain() => $"The function did not answer within the integration's timeout of {Timeout.TotalMilliseconds:0} ms. The invocation {InvocationId} itself goes on.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("timeout_milliseconds", $"{Timeout.TotalMilliseconds:0}"), Pair("invocationId", InvocationId)];

    public override string Advice() => Timeout < Longest
        ? "Let the function answer sooner, or the integration wait longer; 29 s is the most that every account has."
        : "29 s is the most that every account has: let the function answer at once with an id and do the work behind it, or ask AWS for more (regional APIs only).";

    internal override string Terraform(in RequestPlace place) =>
        place.IntegrationBlock("aws_lambda_function.this.invoke_arn", $"timeout_milliseconds = 29000 # was {Timeout.TotalMilliseconds:0}");
}

/// <summary>A function's name and qualifier, from its ARN.</summary>
internal static class FunctionName
{
    public static (string Name, string? Qualifier) Of(string arn) => arn.Split(':') switch
    {
        [_, _, _, _, _, _, var name] => (name, null),
        [_, _, _, _, _, _, var name, var qualifier] => (name, qualifier),
        _ => (arn, null),
    };
}
