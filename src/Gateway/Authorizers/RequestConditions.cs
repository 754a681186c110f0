using System.Globalization;
using Gatehouse.Access.Policies;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Authorizers;

/// <summary>The condition keys that a request to an API has. See https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html.</summary>
internal sealed class RequestConditions(Invocation call, TimeProvider time) : IPolicyContext
{
    public bool TryFind(string key, out string? value)
    {
        value = key switch
        {
            "aws:sourceip" => SourceAddress.Of(call.Http),
            "aws:useragent" => call.Http.Request.Headers.UserAgent is [.., var agent] ? agent : null,
            "aws:referer" => call.Http.Request.Headers.Referer is [.., var referer] ? referer : null,
            "aws:requestedregion" => call.Stage.Model.Scope.Region,
            "aws:currenttime" => time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            "aws:epochtime" => time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),

            // AWS only speaks TLS; whatever carried the request here, policies see what they would see there.
            "aws:securetransport" => "true",
            _ => null,
        };

        // Nobody comes through a VPC endpoint here, which is an answer; any other key is none of ours.
        return value is not null || key is "aws:useragent" or "aws:referer" or "aws:sourcevpc" or "aws:sourcevpce" or "aws:vpcsourceip";
    }
}
