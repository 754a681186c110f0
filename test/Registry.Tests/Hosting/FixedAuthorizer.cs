using Gatehouse.Core;
using Gatehouse.Registry.Authorization;

namespace Gatehouse.Registry.Tests.Hosting;

/// <summary>Knows two passwords of the user AWS, each for a scope of its own, and one that has expired.</summary>
internal sealed class FixedAuthorizer : IRegistryAuthorizer
{
    public const string Password = "open-sesame";
    public const string NeighbourPassword = "next-door";
    public const string ExpiredPassword = "yesterday";

    public static Scope Own { get; } = new("000000000000", "us-east-1");

    public static Scope Neighbour { get; } = new("111111111111", "us-east-1");

    public ValueTask<RegistryAccess> AuthorizeAsync(RegistryCaller caller, CancellationToken cancellation) => new(caller switch
    {
        { User: "AWS", Password: Password } => new RegistryAccess.Granted(Own),
        { User: "AWS", Password: NeighbourPassword } => new RegistryAccess.Granted(Neighbour),
        { User: "AWS", Password: ExpiredPassword } =>
            new RegistryAccess.Denied("Your authorization token has expired. Reauthenticate and try again."),
        _ => new RegistryAccess.Challenged($"Basic realm=\"{caller.Origin}/\",service=\"ecr.amazonaws.com\"", "Not Authorized"),
    });
}
