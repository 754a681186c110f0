using System.Collections.Concurrent;
using Gatehouse.Core;
using Gatehouse.Registry.Catalog;

namespace Gatehouse.Registry.Tests.Hosting;

/// <summary>A catalog that forgets. Tags that start with <c>fixed</c> are immutable.</summary>
internal sealed class InMemoryCatalog : IRepositoryCatalog
{
    private readonly ConcurrentDictionary<RepositoryName, Content> _repositories = new();

    public void Add(RepositoryName repository) => _repositories[repository] = new Content();

    public ValueTask<bool> ExistsAsync(RepositoryName repository, CancellationToken cancellation) =>
        new(_repositories.ContainsKey(repository));

    public void Remove(string name) => _repositories.TryRemove(new RepositoryName(FixedAuthorizer.Own, name), out _);

    public ValueTask<StoredManifest?> FindManifestAsync(RepositoryName repository, string reference, CancellationToken cancellation)
    {
        var content = _repositories[repository];
        lock (content)
        {
            return new(content.Manifests.GetValueOrDefault(content.Tags.GetValueOrDefault(reference) ?? reference));
        }
    }

    public ValueTask<PutManifestResult> PutManifestAsync(
        RepositoryName repository, StoredManifest manifest, IReadOnlyList<string> tags, CancellationToken cancellation)
    {
        if (!_repositories.TryGetValue(repository, out var content))
        {
            return new(new PutManifestResult(PutManifestOutcome.RepositoryMissing));
        }

        lock (content)
        {
            if (tags.FirstOrDefault(tag => tag.StartsWith("fixed", StringComparison.Ordinal) && content.Tags.ContainsKey(tag)) is { } taken)
            {
                return new(new PutManifestResult(PutManifestOutcome.TagImmutable, taken));
            }

            content.Manifests[manifest.Digest] = manifest;
            foreach (var tag in tags)
            {
                content.Tags[tag] = manifest.Digest;
            }

            return new(new PutManifestResult(PutManifestOutcome.Stored));
        }
    }

    public ValueTask<bool> DeleteManifestAsync(RepositoryName repository, string reference, CancellationToken cancellation)
    {
        var content = _repositories[repository];
        lock (content)
        {
            if (content.Tags.Remove(reference))
            {
                return new(true);
            }

            foreach (var tag in content.Tags.Where(tag => tag.Value == reference).Select(tag => tag.Key).ToList())
            {
                content.Tags.Remove(tag);
            }

            return new(content.Manifests.Remove(reference));
        }
    }

    public ValueTask<IReadOnlyList<string>> ListTagsAsync(
        RepositoryName repository, string? last, int limit, CancellationToken cancellation)
    {
        var content = _repositories[repository];
        lock (content)
        {
            return new(Page(content.Tags.Keys, last, limit));
        }
    }

    public ValueTask<IReadOnlyList<string>> ListRepositoriesAsync(Scope scope, string? last, int limit, CancellationToken cancellation) =>
        new(Page(_repositories.Keys.Where(repository => repository.Scope == scope).Select(repository => repository.Name), last, limit));

    public ValueTask<IReadOnlySet<string>> ListReferencesAsync(RepositoryName repository, CancellationToken cancellation)
    {
        if (!_repositories.TryGetValue(repository, out var content))
        {
            return new(new HashSet<string>());
        }

        lock (content)
        {
            return new(content.Manifests.Values.SelectMany(manifest => manifest.References).ToHashSet());
        }
    }

    public ValueTask<IReadOnlyList<StoredManifest>> ListReferrersAsync(
        RepositoryName repository, string subject, CancellationToken cancellation)
    {
        var content = _repositories[repository];
        lock (content)
        {
            return new((IReadOnlyList<StoredManifest>)[.. content.Manifests.Values.Where(manifest => manifest.Subject == subject)]);
        }
    }

    private static IReadOnlyList<string> Page(IEnumerable<string> names, string? last, int limit) =>
        [.. names.Order(StringComparer.Ordinal).Where(name => last is null || string.CompareOrdinal(name, last) > 0).Take(limit)];

    private sealed class Content
    {
        public Dictionary<string, StoredManifest> Manifests { get; } = [];

        public Dictionary<string, string> Tags { get; } = [];
    }
}
