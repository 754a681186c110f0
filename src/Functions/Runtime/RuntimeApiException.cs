namespace Gatehouse.Functions.Runtime;

/// <summary>The Runtime API cannot be reached, or what it sends makes no sense.</summary>
internal sealed class RuntimeApiException : Exception
{
    public RuntimeApiException(string message)
        : base(message)
    {
    }

    public RuntimeApiException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
