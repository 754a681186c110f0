using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Gatehouse.Ecr.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Ecr.Tests.Lifecycle;

public sealed class LifecycleExpiryTests : IAsyncLifetime
{
    private const string KeepOne =
        """{"rules":[{"rulePriority":1,"description":"one untagged","selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":1},"action":{"type":"expire"}}]}""";

    private const string TwoWeeks =
        """{"rules":[{"rulePriority":7,"description":"two weeks","selection":{"tagStatus":"any","countType":"sinceImagePushed","countUnit":"days","countNumber":14},"action":{"type":"expire"}}]}""";

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ExpiredImages _expired = new();
    private EcrHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await EcrHost.StartAsync(_time, _expired);
        await _host.CreateAsync("app");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _expired.Dispose();
    }

    [Fact]
    public async Task PushBeyondTheCount_LetsTheOldestExpireOnceTheRepositoryIsAtRest()
    {
        await PutPolicyAsync(KeepOne);
        var old = await _host.PushAsync("app", "v1", "one");
        _time.Advance(TimeSpan.FromMinutes(2));
        var kept = await _host.PushAsync("app", "v1", "two");
        _time.Advance(TimeSpan.FromSeconds(30));
        var current = await _host.PushAsync("app", "v1", "three");

        _time.Advance(TimeSpan.FromMinutes(1));
        await _expired.WaitForAsync(old);

        Assert.Equal([kept, current], await DigestsAsync());
    }

    [Fact]
    public async Task ImageThatGrowsTooOld_ExpiresWithItsTagsWithinTheHour()
    {
        var old = await _host.PushAsync("app", "v1", "one");
        await _host.PushAsync("app", "v2", "one");
        _time.Advance(TimeSpan.FromDays(10));
        var young = await _host.PushAsync("app", "v3", "two");
        await PutPolicyAsync(TwoWeeks);
        _time.Advance(TimeSpan.FromDays(4));
        Assert.Equal([old, young], await DigestsAsync());

        _time.Advance(TimeSpan.FromHours(1));
        await _expired.WaitForAsync(old);

        Assert.Equal([young], await DigestsAsync());
        using var registry = await _host.RegistryClientAsync();
        using var gone = await registry.GetAsync("/v2/app/manifests/v2", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var left = await registry.GetAsync("/v2/app/manifests/v3", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, left.StatusCode);
    }

    [Fact]
    public async Task Evaluation_IsDated()
    {
        await PutPolicyAsync(TwoWeeks);
        Assert.False((await PolicyAsync()).TryGetProperty("lastEvaluatedAt", out _));
        await _host.PushAsync("app", "v1");
        _time.Advance(TimeSpan.FromDays(15));
        await _expired.WaitForAnyAsync();

        Assert.Equal(_time.GetUtcNow().ToUnixTimeSeconds(), (await PolicyAsync()).GetProperty("lastEvaluatedAt").GetDouble());
    }

    [Fact]
    public async Task Preview_ShowsWhatAPolicyWouldDoAndDoesNothing()
    {
        await _host.PushAsync("app", "v1", "one");
        await _host.PushAsync("app", "v1", "two");
        await _host.PushAsync("app", "v1", "three");
        _time.Advance(TimeSpan.FromDays(15));

        await _host.PythonAsync(
            $$"""
            missing = error(ecr.get_lifecycle_policy_preview, repositoryName='app')
            assert missing[0] == 'LifecyclePolicyPreviewNotFoundException', missing
            assert error(ecr.start_lifecycle_policy_preview, repositoryName='app')[0] == 'LifecyclePolicyNotFoundException'
            assert error(ecr.start_lifecycle_policy_preview, repositoryName='app', lifecyclePolicyText='x' * 100)[0] == 'InvalidParameterException'
            policy = '{{TwoWeeks}}'
            started = ecr.start_lifecycle_policy_preview(repositoryName='app', lifecyclePolicyText=policy)
            assert (started['repositoryName'], started['lifecyclePolicyText'], started['status']) == ('app', policy, 'IN_PROGRESS'), started
            ecr.get_waiter('lifecycle_policy_preview_complete').wait(repositoryName='app')
            preview = ecr.get_lifecycle_policy_preview(repositoryName='app')
            assert preview['summary'] == {'expiringImageTotalCount': 3}, preview
            assert [r.get('imageTags') for r in preview['previewResults']].count(['v1']) == 1, preview
            assert all(r['action'] == {'type': 'EXPIRE'} and r['appliedRulePriority'] == 7 and r['imagePushedAt'] for r in preview['previewResults'])
            pages = ecr.get_paginator('get_lifecycle_policy_preview').paginate(repositoryName='app', PaginationConfig={'PageSize': 2})
            assert [len(page['previewResults']) for page in pages] == [2, 1]
            untagged = ecr.get_lifecycle_policy_preview(repositoryName='app', filter={'tagStatus': 'UNTAGGED'})['previewResults']
            assert len(untagged) == 2, untagged
            one = ecr.get_lifecycle_policy_preview(repositoryName='app', imageIds=[{'imageTag': 'v1'}])['previewResults']
            assert [r['imageTags'] for r in one] == [['v1']], one
            assert len(ecr.describe_images(repositoryName='app')['imageDetails']) == 3
            """);
    }

    private async Task PutPolicyAsync(string policy)
    {
        var (status, answer) = await _host.CallAsync(
            "PutLifecyclePolicy", $$"""{"repositoryName":"app","lifecyclePolicyText":"{{JsonEncodedText.Encode(policy)}}"}""");
        Assert.True(status == HttpStatusCode.OK, answer.ToString());
    }

    private async Task<JsonElement> PolicyAsync() => (await _host.CallAsync("GetLifecyclePolicy", """{"repositoryName":"app"}""")).Answer;

    /// <summary>Oldest first.</summary>
    private async Task<IReadOnlyList<string>> DigestsAsync()
    {
        var (_, answer) = await _host.CallAsync("DescribeImages", """{"repositoryName":"app"}""");
        return [.. answer.GetProperty("imageDetails").EnumerateArray()
            .OrderBy(image => image.GetProperty("imagePushedAt").GetDouble())
            .Select(image => image.GetProperty("imageDigest").GetString()!)];
    }

    /// <summary>Hears of every image that expires.</summary>
    private sealed class ExpiredImages : ILoggerFactory, ILogger
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _digests = new();
        private readonly TaskCompletionSource _any = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task WaitForAsync(string digest) => Of(digest).Task.WaitAsync(TimeSpan.FromSeconds(20));

        public Task WaitForAnyAsync() => _any.Task.WaitAsync(TimeSpan.FromSeconds(20));

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (state is IReadOnlyList<KeyValuePair<string, object?>> values && values.FirstOrDefault(value => value.Key == "Digest").Value is string digest)
            {
                Of(digest).TrySetResult();
                _any.TrySetResult();
            }
        }

        private TaskCompletionSource Of(string digest) => _digests.GetOrAdd(digest, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
