using Gatehouse.Gateway.Stages;

namespace Gatehouse.Gateway.Rest;

/// <summary>What happens to a request for a REST API, in order. Only an authorizer, the validation of a body and the method's integration, which comes last, wait.</summary>
internal static class Pipeline
{
    public const string IntegrationStep = "Integrate";

    /// <summary>The stages' names in order, for explaining what became of a request.</summary>
    public static string[] Names { get; } = [.. Stages(TimeProvider.System).Select(stage => stage.GetType().Name)];

    /// <summary>
    /// Limits are asked from the narrowest to the widest, as AWS does; a refused call keeps what wider limits it never reached, and
    /// counts against no quota.
    /// </summary>
    public static IStage[] Stages(TimeProvider time) =>
    [
        new AdmitRequest(),
        new MatchRoute(),
        new Authorize(),
        new IdentifyApiKey(),
        new ThrottlePlan(time),
        new ThrottleMethod(time),
        new ThrottleAccount(time),
        new ConsumeQuota(),
        new ValidateRequest(),
    ];

    /// <summary>What a test of a method goes through before its integration: no authorization, no key, no throttles, no quota.</summary>
    public static IStage[] TestStages() =>
    [
        new AdmitRequest(),
        new MatchRoute(),
        new ValidateRequest(),
    ];
}
