using System.IO.Enumeration;

namespace Gatehouse.Conformance.Tests.Constraints;

/// <summary>A limit that is kept in other words than the constraint sentence, or that is not where AWS's model puts it, and why.</summary>
/// <param name="Limit">Operation, path of the member and kind of limit; <c>*</c> stands for anything.</param>
/// <param name="Code">The error that refuses instead, or <see cref="Accepted"/>.</param>
/// <param name="Text">What the error's message begins with.</param>
internal sealed record OwnWords(string Limit, string Code, string Text, string Why)
{
    public static IReadOnlyDictionary<string, OwnWords[]> All { get; } = new Dictionary<string, OwnWords[]>
    {
        ["apigateway"] =
        [
            new("CreateRestApi.endpointConfiguration.types.* enum", "BadRequestException", "Invalid EndpointTypes specified. Valid options are", "recorded from AWS"),
            new("ImportApiKeys.format enum", "BadRequestException", "Failed to parse API Key file: the format must be csv", "the file is read and refused by one hand"),
        ],
        ["ecr"] = [],
        ["iam"] = [],
        ["lambda"] =
        [
            new("*.MemorySize max", "ValidationException", "1 validation error detected: Value '32769' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 10240",
                "the model's 32768 is for managed instances; functions as we run them have at most 10240"),
            new("*.Runtime enum", "InvalidParameterValueException", "Please don't provide handler or runtime or layer", "every runtime is refused for images"),
            new("*.CapacityProviderConfig.*", "InvalidParameterValueException", "Gatehouse does not implement CapacityProviderConfig", "refused as a whole"),
            new("*.DurableConfig.*", "InvalidParameterValueException", "Gatehouse does not implement DurableConfig", "refused as a whole"),
            new("CreateFunction.TenancyConfig.*", "InvalidParameterValueException", "Gatehouse does not implement TenancyConfig", "refused as a whole"),
            new("Invoke.DurableExecutionName *", "InvalidParameterValueException", "Gatehouse does not implement the header X-Amz-Durable-Execution-Name", "refused as a whole"),
            new("Invoke.TenantId *", "InvalidParameterValueException", "Gatehouse does not implement the header X-Amz-Tenant-Id", "refused as a whole"),
            new("InvokeWithResponseStream.TenantId *", "InvalidParameterValueException", "Gatehouse does not implement the header X-Amz-Tenant-Id", "refused as a whole"),
        ],
        ["logs"] =
        [
            new("*.logGroupName max", "InvalidParameterException", TooLong, "recorded from AWS for CreateLogGroup"),
            new("*.logGroupNamePrefix max", "InvalidParameterException", TooLong, "as for the names"),
            new("*.logStreamName max", "InvalidParameterException", TooLong, "as for the groups' names"),
            new("*.logStreamNamePrefix max", "InvalidParameterException", TooLong, "as for the names"),
        ],
        ["sts"] =
        [
            new("GetAccessKeyInfo.AccessKeyId min", Accepted, "", "the 12 digits of an account are an access key here, where AWS's have 16 characters and more"),
        ],
    };

    private const string Accepted = "";

    private const string TooLong = "Invalid LogGroup or LogStream, both must have length less than or equal to 512.";

    public bool Covers(string limit) => FileSystemName.MatchesSimpleExpression(Limit, limit, ignoreCase: false);

    public bool Fits(Answer answer) => Code == Accepted ? !answer.IsError : answer.Status == 400 && answer.Code == Code && answer.Message.StartsWith(Text, StringComparison.Ordinal);
}
