using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Sts;

internal sealed record GetSessionTokenRequest : IConstrained
{
    public int? DurationSeconds { get; init; }

    public string? SerialNumber { get; init; }

    public string? TokenCode { get; init; }

    public void Constrain(Violations check) => check.Range(DurationSeconds, 900, 129600).Device(SerialNumber, TokenCode);
}

internal sealed record SessionTokenAnswer(Credentials Credentials);

/// <summary>Hands out temporary credentials of the caller itself. See https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html.</summary>
internal sealed class GetSessionToken(SessionTable sessions) : IOperation<GetSessionTokenRequest, SessionTokenAnswer>
{
    // AWS's default for users; for a root it is an hour.
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromHours(12);

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<SessionTokenAnswer> InvokeAsync(GetSessionTokenRequest request, Call call)
    {
        var duration = request.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultDuration;
        return new SessionTokenAnswer(await sessions.IssueAsync(call.Account, call.CallerArn, call.CallerId, duration, call.Aborted));
    }
}
