using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Repositories;

internal sealed record PutImageScanningConfigurationRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required ImageScanningConfiguration ImageScanningConfiguration { get; init; }

    public void Constrain(Violations check) => check.Repository(this);
}

internal sealed record ImageScanningAnswer
{
    public required string RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required ImageScanningConfiguration ImageScanningConfiguration { get; init; }
}

/// <summary>Keeps whether images are to be scanned; none is. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageScanningConfiguration.html.</summary>
internal sealed class PutImageScanningConfiguration(RepositoryTable repositories)
    : IOperation<PutImageScanningConfigurationRequest, ImageScanningAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<ImageScanningAnswer> InvokeAsync(PutImageScanningConfigurationRequest request, Call call)
    {
        var changed = await repositories.UpdateAsync(
            request, call, repository => repository with { ScanOnPush = request.ImageScanningConfiguration.ScanOnPush ?? false });
        return new ImageScanningAnswer
        {
            RegistryId = call.Account,
            RepositoryName = changed.Name,
            ImageScanningConfiguration = new ImageScanningConfiguration { ScanOnPush = changed.ScanOnPush },
        };
    }
}
