namespace Gatehouse.Services.Lambda.Tags;

/// <summary>How many tags a function may have, and how long. See https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html.</summary>
internal static class TagLimits
{
    private const int MostTags = 50;

    public static void ThrowIfTooMany(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count > MostTags)
        {
            throw LambdaErrors.Invalid("Number of tags exceeds resource tag limit.");
        }

        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > 128 || value.Length > 256)
            {
                throw LambdaErrors.Invalid($"The tag '{key}' must have a key of 1 to 128 characters and a value of at most 256.");
            }
        }
    }
}
