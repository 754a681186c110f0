namespace Gatehouse.Gateway.Journal;

/// <summary>The method asks for an authorizer that its deployment does not have.</summary>
internal sealed record AuthorizerMissing(string ResourcePath) : Reason(ReasonKind.AuthorizerMissing)
{
    public override string Explain() => $"The method on {ResourcePath} has CUSTOM authorization, and the deployment does not have its authorizer.";

    internal override string Terraform(in RequestPlace place) => $$"""
        resource "aws_api_gateway_authorizer" "this" {
          name           = "authorizer"
          rest_api_id    = {{Hcl.Quoted(place.ApiId)}}
          authorizer_uri = aws_lambda_function.this.invoke_arn
        }
        {{place.MethodBlock("aws_api_gateway_method", "authorization = \"CUSTOM\"", "authorizer_id = aws_api_gateway_authorizer.this.id")}}
        """;
}

/// <summary>The request does not say who it is from where the authorizer looks for it. The function was not asked.</summary>
internal sealed record IdentityMissing(string AuthorizerId, string Source, string AllSources) : Reason(ReasonKind.IdentityMissing)
{
    public override string Explain() =>
        $"The authorizer {AuthorizerId} takes the caller's identity from {AllSources}, and the request has nothing in {Source}. Each source must be there; the function was not asked.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("authorizer", AuthorizerId), Pair("identitySource", AllSources), Pair("missing", Source)];

    public override string Advice() => $"Send what the authorizer looks for, in {Source}. Or let it look elsewhere, by the following.";

    internal override string Terraform(in RequestPlace place) =>
        place.AuthorizerBlock(AuthorizerId, $"identity_source = \"method.request.header.Authorization\" # where callers say who they are; now {Hcl.Comment(AllSources)}");
}

/// <summary>The token does not look like one. The function was not asked.</summary>
internal sealed record IdentityMalformed(string AuthorizerId, string Source, string Shown, string Expression) : Reason(ReasonKind.IdentityMalformed)
{
    public override string Explain() =>
        $"The token in {Source} (it ends in {Shown}) does not match the authorizer's validation expression {Expression} as a whole. The function was not asked.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("authorizer", AuthorizerId), Pair("token", Shown), Pair("identityValidationExpression", Expression)];

    internal override string Terraform(in RequestPlace place) =>
        place.AuthorizerBlock(AuthorizerId, "identity_validation_expression = \"^Bearer [-0-9a-zA-Z._]+$\" # the whole value of the header, or leave it out");
}

/// <summary>The function failed with the one message that means "not this caller".</summary>
internal sealed record AuthorizerRefused(string AuthorizerId, string FunctionArn, string InvocationId) : Reason(ReasonKind.AuthorizerRefused)
{
    public override string Explain() => $"The function of authorizer {AuthorizerId} ended with the error 'Unauthorized', which refuses the caller. Its log has the rest under the request id {InvocationId}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("authorizer", AuthorizerId), Pair("functionArn", FunctionArn), Pair("invocationId", InvocationId)];

    public override string Advice() => "No configuration changes this: the function decided so for this caller. Send an identity that it accepts, or change its code.";
}

/// <summary>The policy that the function replied with does not let this request pass.</summary>
internal sealed record PolicyRefused(ReasonKind Kind, string AuthorizerId, string PrincipalId, string MethodArn, string? Statement, string? Unclear, bool IsCached) : Reason(Kind)
{
    public override string Explain() =>
        (Kind == ReasonKind.AuthorizerDenied
            ? $"The policy of authorizer {AuthorizerId} denies {MethodArn} to '{PrincipalId}' explicitly, in {Statement}."
            : $"No statement of the policy of authorizer {AuthorizerId} allows '{PrincipalId}' execute-api:Invoke on {MethodArn}.")
        + (Unclear is null ? "" : $" It {(Kind == ReasonKind.AuthorizerDenied ? "" : "does not count that ")}{Unclear}.")
        + (IsCached ? " The policy was remembered from an earlier request of this caller: one that names only the method it was asked for denies all others while it is remembered." : "");

    public override IEnumerable<KeyValuePair<string, string>> Compared() =>
    [
        Pair("authorizer", AuthorizerId),
        Pair("principalId", PrincipalId),
        Pair("methodArn", MethodArn),
        Pair("statement", Statement ?? "-"),
        Pair("cached", IsCached ? "true" : "false"),
    ];

    public override string Advice() => IsCached
        ? "Let the function allow all that the caller may do, for example <api>/<stage>/GET/*. Or let nothing be remembered, by the following."
        : "No configuration changes this: the function's policy decides. Let the function allow this method to this caller.";

    internal override string? Terraform(in RequestPlace place) => IsCached ? place.AuthorizerBlock(AuthorizerId, "authorizer_result_ttl_in_seconds = 0") : null;
}

/// <summary>The function could not be asked, or did not answer.</summary>
internal sealed record AuthorizerFailed(string AuthorizerId, string FunctionArn, string InvocationId, string Problem) : Reason(ReasonKind.AuthorizerFailed)
{
    public override string Explain() =>
        $"The authorizer {AuthorizerId} could not decide: {Problem}" + (InvocationId.Length == 0 ? "" : $" Its log has the rest under the request id {InvocationId}.");

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("authorizer", AuthorizerId), Pair("functionArn", Or(FunctionArn)), Pair("invocationId", Or(InvocationId))];

    public override string? Advice() =>
        FunctionArn.Length > 0 ? "No configuration is known to be wrong: gatehouse explain has what the function did, and its log the rest. Correct the function, or give it more time or concurrency." : null;

    internal override string? Terraform(in RequestPlace place) => FunctionArn.Length > 0 ? null : place.AuthorizerBlock(AuthorizerId, "authorizer_uri = aws_lambda_function.this.invoke_arn");

    private static string Or(string value) => value.Length > 0 ? value : "-";
}

/// <summary>The function answered, but not in the form that authorizers must answer in.</summary>
internal sealed record MalformedAuthorizerReply(string AuthorizerId, string InvocationId, string Member, string Problem) : Reason(ReasonKind.MalformedAuthorizerReply)
{
    public override string Explain() =>
        $"The function of authorizer {AuthorizerId} replied in a wrong form, at {Member}: {Problem}. A reply has principalId (text), policyDocument, and optionally context "
        + $"(text, numbers and booleans) and usageIdentifierKey. The invocation was {InvocationId}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("authorizer", AuthorizerId), Pair("member", Member), Pair("invocationId", InvocationId)];

    public override string Advice() => "No configuration changes this: correct what the function replies with.";
}
