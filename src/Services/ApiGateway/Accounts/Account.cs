using Gatehouse.Services.ApiGateway.UsagePlans;

namespace Gatehouse.Services.ApiGateway.Accounts;

/// <summary>API Gateway's settings of one account and region. See https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html.</summary>
internal sealed record Account
{
    /// <summary>There is one of these in a scope.</summary>
    public const string RowId = "settings";

    public string? CloudwatchRoleArn { get; init; }

    public ThrottleSettings ThrottleSettings { get; init; } = new() { BurstLimit = 5000, RateLimit = 10000 };

    public List<string> Features { get; init => field = value ?? ["UsagePlans"]; } = ["UsagePlans"];

    public string ApiKeyVersion { get; init; } = "4";
}
