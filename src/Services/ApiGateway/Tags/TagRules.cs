namespace Gatehouse.Services.ApiGateway.Tags;

/// <summary>What may be a tag. See https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html.</summary>
internal static class TagRules
{
    private const int MostTags = 50;

    public static void Check(IReadOnlyDictionary<string, string>? tags)
    {
        if (tags?.Count > MostTags)
        {
            throw ApiGatewayErrors.TooManyTags(MostTags);
        }

        foreach (var (key, value) in tags ?? new Dictionary<string, string>())
        {
            if (key.Length is 0 or > 128 || value.Length > 256 || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw ApiGatewayErrors.BadTag(key);
            }
        }
    }
}
