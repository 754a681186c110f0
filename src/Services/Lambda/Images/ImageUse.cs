namespace Gatehouse.Services.Lambda.Images;

/// <summary>A function's version and the image that it keeps.</summary>
/// <param name="FunctionArn">With the version, or <c>$LATEST</c>.</param>
/// <param name="Repository">The registry's own name: <c>account/region/name</c>.</param>
public sealed record ImageUse(string FunctionArn, string Repository, string Digest);
