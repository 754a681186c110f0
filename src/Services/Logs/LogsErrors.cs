using Gatehouse.Wire;

namespace Gatehouse.Services.Logs;

/// <summary>Every error of CloudWatch Logs, worded as AWS words it.</summary>
internal static class LogsErrors
{
    public static AwsException GroupNotFound() => NotFound("The specified log group does not exist.");

    public static AwsException StreamNotFound() => NotFound("The specified log stream does not exist.");

    public static AwsException ResourceNotFound(string arn) => NotFound($"Resource '{arn}' does not exist.");

    public static AwsException PolicyNotFound(string name) => NotFound($"Policy with name [{name}] does not exist");

    public static AwsException GroupExists() => Exists("The specified log group already exists");

    public static AwsException StreamExists() => Exists("The specified log stream already exists");

    public static AwsException NameTooLong() => Invalid("Invalid LogGroup or LogStream, both must have length less than or equal to 512.");

    public static AwsException PrefixAndPattern() => Invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");

    public static AwsException PrefixByEventTime() => Invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");

    public static AwsException NamesAndPrefix() => Invalid("logStreamNamePrefix and logStreamNames are mutually exclusive parameters.");

    public static AwsException InvalidToken() => Invalid("The specified nextToken is invalid.");

    public static AwsException NotChronological() => Invalid("Log events in a single PutLogEvents request must be in chronological order.");

    public static AwsException BatchTooWide() => Invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");

    public static AwsException BatchTooLarge(long bytes, long limit) => Invalid($"Upload too large: {bytes} bytes exceeds limit of {limit}");

    public static AwsException EventTooLarge(long bytes, long limit) => Invalid($"Log event too large: {bytes} bytes exceeds limit of {limit}");

    public static AwsException InvalidPattern(string text) => Invalid(text);

    public static AwsException InvalidTime() => Invalid("endTime must be greater than or equal to startTime.");

    public static AwsException DeletionProtected() => Invalid("The log group is protected from deletion. Disable deletion protection first.");

    public static AwsException NeitherNameNorArn() => Invalid("Either the LogGroup name or the LogGroup identifier must be given.");

    public static AwsException NameAndArn() => new("ValidationException", 400, "LogGroup name and LogGroup ARN are mutually exclusive parameters.");

    public static AwsException TooManyTags() => new("TooManyTagsException", 400, "The maximum number of tags for this resource is 50.");

    public static AwsException TooManyPolicies() => new("LimitExceededException", 400, "Resource limit exceeded.");

    public static AwsException Invalid(string text) => new("InvalidParameterException", 400, text);

    private static AwsException NotFound(string text) => new("ResourceNotFoundException", 400, text);

    private static AwsException Exists(string text) => new("ResourceAlreadyExistsException", 400, text);
}
