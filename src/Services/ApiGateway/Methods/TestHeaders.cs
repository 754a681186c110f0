namespace Gatehouse.Services.ApiGateway.Methods;

/// <summary>The headers of a test, from the two maps that a test may give.</summary>
internal static class TestHeaders
{
    // ? Of a header in both maps the list counts; what AWS does is not recorded.
    public static Dictionary<string, IReadOnlyList<string>> Of(Dictionary<string, string>? single, Dictionary<string, List<string>>? multi)
    {
        var headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in single ?? [])
        {
            headers[name] = [value];
        }

        foreach (var (name, values) in multi ?? [])
        {
            headers[name] = values;
        }

        return headers;
    }
}
