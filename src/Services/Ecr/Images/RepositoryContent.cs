using Gatehouse.Core;

namespace Gatehouse.Services.Ecr.Images;

/// <summary>A repository and its images, newest first, for the server's owner.</summary>
public sealed record RepositoryContent(Scope Scope, string Name, IReadOnlyList<ImageContent> Images);

/// <summary>An image as it is stored. <paramref name="SizeBytes"/> counts config and layers, compressed as they are.</summary>
public sealed record ImageContent(string Digest, string MediaType, IReadOnlyList<string> Tags, long SizeBytes, DateTimeOffset PushedAt);
