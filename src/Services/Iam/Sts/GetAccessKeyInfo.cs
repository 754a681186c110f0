using System.Text.RegularExpressions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Sts;

internal sealed partial record GetAccessKeyInfoRequest : IConstrained
{
    public required string AccessKeyId { get; init; }

    // AWS asks for 16 characters; the 12 digits of an account are a key here, and AWS's own client does not check.
    public void Constrain(Violations check) => check.Length(AccessKeyId, 12, 128).Pattern(AccessKeyId, Word, @"[\w]*");

    [GeneratedRegex(@"^[A-Za-z0-9_]*\z")]
    private static partial Regex Word { get; }
}

internal sealed record AccessKeyOwner(string Account);

/// <summary>Says which account an access key belongs to. See https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html.</summary>
internal sealed class GetAccessKeyInfo(SessionTable sessions) : IOperation<GetAccessKeyInfoRequest, AccessKeyOwner>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<AccessKeyOwner> InvokeAsync(GetAccessKeyInfoRequest request, Call call)
    {
        var key = request.AccessKeyId;
        return new AccessKeyOwner(
            key.Length == 12 && key.All(char.IsAsciiDigit) ? key
            : (await sessions.FindAsync(key, call.Aborted))?.Account ?? call.Account);
    }
}
