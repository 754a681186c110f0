namespace Gatehouse.Gateway.Journal;

/// <summary>The closed list of reasons for which a request was refused or failed.</summary>
public enum ReasonKind
{
    UnknownApi,
    UnknownStage,
    DefaultEndpointDisabled,
    MalformedTarget,
    UriTooLong,
    HeadersTooLarge,
    BodyTooLong,
    BodyUnreadable,
    UnsupportedContentEncoding,
    NoSuchRoute,
    NoMethodOfResource,
    CredentialsMissing,
    AuthorizerMissing,
    IdentityMissing,
    IdentityMalformed,
    AuthorizerRefused,
    AuthorizerDenied,
    AuthorizerGrantsNothing,
    AuthorizerFailed,
    MalformedAuthorizerReply,
    KeyMissing,
    KeyNotFromAuthorizer,
    KeyUnknown,
    KeyDisabled,
    KeyInNoPlan,
    KeyInNoPlanOfStage,
    PlanMethodThrottled,
    PlanThrottled,
    StageThrottled,
    AccountThrottled,
    QuotaExhausted,
    ParametersMissing,
    BodyMismatch,
    ModelUnusable,
    NoIntegration,
    NotSupportedHere,
    MisconfiguredIntegration,
    FunctionMissing,
    NoInvokePermission,
    EventTooLarge,
    FunctionFailed,
    FunctionThrottled,
    FunctionUnavailable,
    IntegrationTimedOut,
    MalformedProxyResponse,
    UndecodableBody,
    CallerLeft,
    InternalFault,
}

/// <summary>Why a request was refused. Holds only what was compared; words are made when someone asks.</summary>
/// <remarks>The caller of the API never sees this. Key values appear by their last four characters only.</remarks>
public abstract record Reason(ReasonKind Kind)
{
    /// <summary>Why, in one or two plain sentences.</summary>
    public abstract string Explain();

    /// <summary>What was compared with what.</summary>
    public virtual IEnumerable<KeyValuePair<string, string>> Compared() => [];

    /// <summary>The Terraform that would let the request pass, or null when no configuration would.</summary>
    public virtual string? Terraform() => null;

    /// <summary>What else would let it pass, or why no configuration would. Every reason has this or Terraform.</summary>
    public virtual string? Advice() => null;

    /// <summary>The Terraform with the names and ids of what the request was for.</summary>
    internal virtual string? Terraform(in RequestPlace place) => Terraform();

    private protected static KeyValuePair<string, string> Pair(string name, string value) => new(name, value);
}
