using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Account;

internal sealed record GetUserRequest : IConstrained
{
    public string? UserName { get; init; }

    public void Constrain(Violations check) => check.Name(UserName, 128);
}

/// <summary>As AWS answers for the root of an account, which has no name and no path. Nobody knows when it was made: the epoch.</summary>
internal sealed record User(string UserId, string Arn, DateTimeOffset CreateDate);

internal sealed record UserAnswer(User User);

/// <summary>Answers the account's root; there are no users. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html.</summary>
internal sealed class GetUser : IOperation<GetUserRequest, UserAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public ValueTask<UserAnswer> InvokeAsync(GetUserRequest request, Call call)
    {
        return request.UserName is { } name
            ? throw IamErrors.UserNotFound(name)
            : new(new UserAnswer(new User(call.Account, call.CallerArn, DateTimeOffset.UnixEpoch)));
    }
}
