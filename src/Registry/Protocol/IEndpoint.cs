namespace Gatehouse.Registry.Protocol;

/// <summary>What the registry does for one method on one kind of resource.</summary>
internal interface IEndpoint
{
    /// <summary>Answers the call, or returns the error that the engine then writes.</summary>
    ValueTask<RegistryError?> RunAsync(RegistryCall call);
}
