using System.Text.Json.Serialization;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>The URL of a function or alias, as it is kept.</summary>
internal sealed record StoredUrl
{
    /// <summary>32 letters and digits, the first part of the URL's host.</summary>
    public required string Id { get; init; }

    public required string AuthType { get; init; }

    public Cors? Cors { get; init; }

    /// <summary>Null when the caller named none, which means BUFFERED.</summary>
    public string? InvokeMode { get; init; }

    [JsonIgnore] public bool Streams => InvokeMode == "RESPONSE_STREAM";

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset LastModified { get; init; }
}
