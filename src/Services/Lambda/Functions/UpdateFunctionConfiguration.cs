using System.Text.Json;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Services.Lambda.Roles;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

internal sealed record UpdateFunctionConfigurationRequest : IConstrained, IFunctionSettings
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    public string? Role { get; init; }

    public string? Runtime { get; init; }

    public string? Handler { get; init; }

    public string? Description { get; init; }

    public int? Timeout { get; init; }

    public int? MemorySize { get; init; }

    public Environment? Environment { get; init; }

    public ImageConfig? ImageConfig { get; init; }

    public EphemeralStorage? EphemeralStorage { get; init; }

    public TracingConfig? TracingConfig { get; init; }

    public LoggingConfig? LoggingConfig { get; init; }

    public SnapStart? SnapStart { get; init; }

    public VpcConfig? VpcConfig { get; init; }

    public DeadLetterConfig? DeadLetterConfig { get; init; }

    public IReadOnlyList<FileSystemConfig>? FileSystemConfigs { get; init; }

    public IReadOnlyList<string>? Layers { get; init; }

    public string? KMSKeyArn { get; init; }

    public string? RevisionId { get; init; }

    public JsonElement? CapacityProviderConfig { get; init; }

    public JsonElement? DurableConfig { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName).Settings(this);
}

/// <summary>Changes a function's settings. See https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html.</summary>
internal sealed class UpdateFunctionConfiguration(
    FunctionCatalog catalog, PackageChanges packages, RoleCheck roles, Activations activations, SettingWarnings warnings)
    : IOperation<UpdateFunctionConfigurationRequest, FunctionConfiguration>
{
    public OperationSpec Spec => OperationSpec.Put("/2015-03-31/functions/{FunctionName}/configuration");

    public async ValueTask<FunctionConfiguration> InvokeAsync(UpdateFunctionConfigurationRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call);
        SettingLimits.ThrowIfUnusable(request);
        if (request.Role is not null)
        {
            await roles.CheckAsync(request.Role, call);
        }

        var changed = await catalog.ChangeAsync(reference, async (function, _) =>
        {
            LatestUpdate.ThrowIfNotNow(function, reference, request.RevisionId);
            var latest = function.Latest;
            SettingLimits.ThrowIfOfOtherType(request, isZip: latest.Package is not null);
            var package = latest.Package is null ? null : await packages.WithSettingsAsync(latest.Package, request, latest.Architecture, call);
            return LatestUpdate.Begin(function, (latest with { Package = package }).With(request, function.Name), call.Time);
        }, call.Aborted);
        activations.ActivateLatest(reference, changed);
        warnings.Write(reference, changed.Latest);
        return FunctionConfiguration.Of(reference.Scope, reference.Name, changed.Latest, null);
    }
}
