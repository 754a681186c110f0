using Gatehouse.Services.Lambda.Serving;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>A URL as its callers meet it.</summary>
internal sealed record LiveUrl(StoredUrl Settings, LiveQualifier Target);
