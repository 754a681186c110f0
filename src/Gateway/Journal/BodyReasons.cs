namespace Gatehouse.Gateway.Journal;

/// <summary>The body does not fit the model that the method's validator holds it against.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="ContentType">The body's.</param>
/// <param name="Problems">What is wrong with it: words that may show parts of the body, as on AWS.</param>
internal sealed record BodyMismatch(string Model, string ContentType, IReadOnlyList<string> Problems) : Reason(ReasonKind.BodyMismatch)
{
    // It is kept with the request; a body has megabytes of mistakes if it wants to.
    private const int MostShown = 1024;

    /// <summary>As <c>$context.error.validationErrorString</c> has it.</summary>
    public string Text { get; } = $"[{Cut(string.Join(", ", Problems.Take(16)))}]";

    public override string Explain() => $"The body does not fit the model {Model}: {Text}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("contentType", ContentType), Pair("model", Model), Pair("problems", Text)];

    public override string Advice() => "Send a body that fits; or let the method do without a validator of bodies, or change the model, and deploy again.";

    internal override string Terraform(in RequestPlace place) =>
        place.MethodBlock("aws_api_gateway_method", "authorization = \"NONE\"", "request_validator_id = null # or one that leaves bodies alone");

    private static string Cut(string text) => text.Length <= MostShown ? text : text[..MostShown] + "…";
}

/// <summary>The model that a method's validator names has no schema that can be used.</summary>
internal sealed record ModelUnusable(string Model, string Problem) : Reason(ReasonKind.ModelUnusable)
{
    public override string Explain() => $"The model {Model} cannot be used to validate bodies: {Problem}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("model", Model), Pair("problem", Problem)];

    public override string Advice() => "Correct the model's schema, and deploy again:";

    internal override string Terraform(in RequestPlace place) => $$"""
        resource "aws_api_gateway_model" "this" {
          rest_api_id  = {{Hcl.Quoted(place.ApiId)}}
          name         = {{Hcl.Quoted(Model)}}
          content_type = "application/json"
          schema       = jsonencode({ "$schema" = "http://json-schema.org/draft-04/schema#", type = "object" })
        }
        # takes effect with the next deployment
        """;
}
