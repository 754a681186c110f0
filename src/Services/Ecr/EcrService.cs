using Gatehouse.Registry.Authorization;
using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Manifests;
using Gatehouse.Registry.Uploads;
using Gatehouse.Services.Ecr.Images;
using Gatehouse.Services.Ecr.Layers;
using Gatehouse.Services.Ecr.Lifecycle;
using Gatehouse.Services.Ecr.Policies;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Services.Ecr.Tags;
using Gatehouse.Services.Ecr.Tokens;
using Gatehouse.Storage;
using Gatehouse.Wire;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Services.Ecr;

/// <summary>Amazon Elastic Container Registry: repositories, images and tokens over the registry's blobs.</summary>
public sealed class EcrService : IAsyncDisposable
{
    private readonly RepositoryTable _repositories;
    private readonly ImageTable _images;
    private readonly LifecycleExpiry _expiry;

    public EcrService(IStore store, RepositoryBlobs blobs, UploadStore uploads, TimeProvider time, ILoggerFactory loggers)
    {
        var repositories = _repositories = new RepositoryTable(store);
        var images = _images = new ImageTable(store);
        var tokens = new TokenIssuer(store, time);
        _expiry = new LifecycleExpiry(repositories, images, time, loggers.CreateLogger<LifecycleExpiry>());
        Catalog = new ImageCatalog(repositories, images, time, _expiry);
        Authorizer = new TokenAuthorizer(tokens, time);
        Definition = ServiceBuilder.Json11("ecr", "AmazonEC2ContainerRegistry_V20150921", EcrWire.Default, Errors)
            .Add(new CreateRepository(repositories, blobs))
            .Add(new DescribeRepositories(repositories))
            .Add(new DeleteRepository(repositories, images, blobs))
            .Add(new PutImageTagMutability(repositories))
            .Add(new PutImageScanningConfiguration(repositories))
            .Add(new DescribeRegistry())
            .Add(new GetAuthorizationToken(tokens))
            .Add(new ListImages(repositories, images))
            .Add(new DescribeImages(repositories, images))
            .Add(new BatchGetImage(repositories, images))
            .Add(new BatchDeleteImage(repositories, images))
            .Add(new PutImage(repositories, images, Catalog, new ManifestInspector(blobs, Catalog)))
            .Add(new BatchCheckLayerAvailability(repositories, blobs))
            .Add(new GetDownloadUrlForLayer(repositories, blobs, tokens))
            .Add(new InitiateLayerUpload(repositories, uploads))
            .Add(new UploadLayerPart(repositories, uploads))
            .Add(new CompleteLayerUpload(repositories, uploads, blobs))
            .Add(new SetRepositoryPolicy(repositories))
            .Add(new GetRepositoryPolicy(repositories))
            .Add(new DeleteRepositoryPolicy(repositories))
            .Add(new PutLifecyclePolicy(repositories))
            .Add(new GetLifecyclePolicy(repositories))
            .Add(new DeleteLifecyclePolicy(repositories))
            .Add(new StartLifecyclePolicyPreview(repositories, images))
            .Add(new GetLifecyclePolicyPreview(repositories))
            .Add(new TagResource(repositories))
            .Add(new UntagResource(repositories))
            .Add(new ListTagsForResource(repositories))
            .NotImplemented(NotImplemented)
            .Build();
    }

    /// <summary>The operations, for the dispatcher.</summary>
    public ServiceDefinition Definition { get; }

    /// <summary>Repositories, manifests and tags, for the registry's engine and whoever reads images.</summary>
    public IRepositoryCatalog Catalog { get; }

    /// <summary>Who may come in, for the registry's engine.</summary>
    public IRegistryAuthorizer Authorizer { get; }

    /// <summary>Begins to carry out lifecycle policies.</summary>
    public void Start() => _expiry.Start();

    /// <summary>Every repository of every account and region, with its images.</summary>
    public async ValueTask<IReadOnlyList<RepositoryContent>> ListContentAsync(CancellationToken cancellation)
    {
        List<RepositoryContent> content = [];
        foreach (var (scope, name, _) in await _repositories.LoadAllAsync())
        {
            var images = await _images.ListTaggedAsync(scope, name, cancellation);
            content.Add(new RepositoryContent(scope, name, [.. images
                .OrderByDescending(image => image.Image.PushedAt)
                .Select(image => new ImageContent(image.Image.Digest, image.Image.MediaType, image.Tags, image.Image.SizeBytes, image.Image.PushedAt))]));
        }

        return content;
    }

    public ValueTask DisposeAsync() => _expiry.DisposeAsync();

    private static ErrorStyle Errors => new()
    {
        ValidationCode = "InvalidParameterException",
        Describe = EcrErrors.Describe,
        InternalCode = "ServerException",
    };

    private const string NotImplemented =
        """
        BatchGetRepositoryScanningConfiguration
        CreatePullThroughCacheRule
        CreateRepositoryCreationTemplate
        DeletePullThroughCacheRule
        DeleteRegistryPolicy
        DeleteRepositoryCreationTemplate
        DeleteSigningConfiguration
        DeregisterPullTimeUpdateExclusion
        DescribeImageReplicationStatus
        DescribeImageScanFindings
        DescribeImageSigningStatus
        DescribePullThroughCacheRules
        DescribeRepositoryCreationTemplates
        GetAccountSetting
        GetRegistryPolicy
        GetRegistryScanningConfiguration
        GetSigningConfiguration
        ListImageReferrers
        ListPullTimeUpdateExclusions
        PutAccountSetting
        PutRegistryPolicy
        PutRegistryScanningConfiguration
        PutReplicationConfiguration
        PutSigningConfiguration
        RegisterPullTimeUpdateExclusion
        StartImageScan
        UpdateImageStorageClass
        UpdatePullThroughCacheRule
        UpdateRepositoryCreationTemplate
        ValidatePullThroughCacheRule
        """;
}
