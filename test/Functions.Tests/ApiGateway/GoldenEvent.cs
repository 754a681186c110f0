namespace Gatehouse.Functions.Tests.ApiGateway;

/// <summary>Events with every member that API Gateway documents for payload 1.0, embedded from the folder Events.</summary>
internal static class GoldenEvent
{
    public static byte[] Read(string name)
    {
        using var stream = typeof(GoldenEvent).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException(name);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
