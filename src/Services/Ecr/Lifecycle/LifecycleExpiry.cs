using System.Collections.Concurrent;
using Gatehouse.Core;
using Gatehouse.Services.Ecr.Images;
using Gatehouse.Services.Ecr.Repositories;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Services.Ecr.Lifecycle;

/// <summary>
/// Deletes what lifecycle policies let expire: in a repository soon after a push to it, and in all of them every hour. ECR takes up to a day.
/// </summary>
internal sealed partial class LifecycleExpiry(RepositoryTable repositories, ImageTable images, TimeProvider time, ILogger<LifecycleExpiry> log) : IAsyncDisposable
{
    // The parts of an index come before it, untagged; a policy about untagged images must not meet them alone.
    private static readonly TimeSpan s_settling = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(Scope Scope, string Name), DateTimeOffset> _pushed = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = RunAsync();

    /// <summary>Notes a push, so that the repository is looked at once it has come to rest.</summary>
    public void Pushed(Scope scope, string repository) => _pushed[(scope, repository)] = time.GetUtcNow();

    /// <summary>Deletes what may go from one repository now, and answers it.</summary>
    public async ValueTask<IReadOnlyList<ExpiringImage>> ExpireAsync(Scope scope, string name, CancellationToken cancellation)
    {
        IReadOnlyList<ExpiringImage> expired = await repositories.ChangeContentAsync<IReadOnlyList<ExpiringImage>>(
            scope,
            name,
            async (repository, batch) =>
            {
                if (repository.LifecyclePolicyText is not { } text)
                {
                    return [];
                }

                var going = LifecycleEvaluation.Evaluate(LifecycleRules.Parse(text), await images.ListTaggedAsync(scope, name, cancellation), time.GetUtcNow());
                foreach (var image in going)
                {
                    images.Delete(batch, scope, name, image.Image.Image);
                    foreach (var tag in image.Image.Tags)
                    {
                        images.DeleteTag(batch, scope, name, tag);
                    }
                }

                return going;
            },
            cancellation) ?? [];
        foreach (var image in expired)
        {
            Log.Expired(log, image.Image.Image.Digest, string.Join(", ", image.Image.Tags), scope, name, image.RulePriority);
        }

        return expired;
    }

    /// <summary>Looks at every repository that has a policy.</summary>
    public async ValueTask ExpireAllAsync(CancellationToken cancellation)
    {
        foreach (var (scope, name, repository) in await repositories.LoadAllAsync())
        {
            if (repository.LifecyclePolicyText is not null)
            {
                await EvaluateAsync(scope, name, cancellation);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(s_settling, time);
            var due = time.GetUtcNow();
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                var now = time.GetUtcNow();
                if (now >= due || due - now > s_interval) // The clock may be set back.
                {
                    due = now + s_interval;
                    await ExpireAllAsync(_stopping.Token);
                }

                foreach (var (place, pushed) in _pushed)
                {
                    if ((now - pushed).Duration() >= s_settling && _pushed.TryRemove(KeyValuePair.Create(place, pushed)))
                    {
                        await EvaluateAsync(place.Scope, place.Name, _stopping.Token);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    private async ValueTask EvaluateAsync(Scope scope, string name, CancellationToken cancellation)
    {
        try
        {
            await repositories.TryUpdateAsync(
                scope, name, repository => repository.LifecyclePolicyText is null ? repository : repository with { LifecycleEvaluatedAt = time.GetUtcNow() }, cancellation);
            await ExpireAsync(scope, name, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The rim of this background work: one repository's broken row, or a full disk, must not end it for all.
            Log.Failed(log, scope, name, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Image {Digest} ({Tags}) of repository {Name} ({Scope}) has expired by rule {Rule} of its lifecycle policy.")]
        public static partial void Expired(ILogger log, string digest, string tags, Scope scope, string name, int rule);

        [LoggerMessage(Level = LogLevel.Error, Message = "The lifecycle policy of repository {Name} ({Scope}) could not be carried out.")]
        public static partial void Failed(ILogger log, Scope scope, string name, Exception failure);
    }
}
