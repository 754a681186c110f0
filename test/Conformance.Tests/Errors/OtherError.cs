using System.IO.Enumeration;

namespace Gatehouse.Conformance.Tests.Errors;

/// <summary>An error that an operation answers although AWS's model does not list it there, and why.</summary>
/// <param name="Operation"><c>*</c> stands for anything.</param>
internal sealed record OtherError(string Operation, string Code, string Why)
{
    public static IReadOnlyDictionary<string, OtherError[]> All { get; } = new Dictionary<string, OtherError[]>
    {
        ["apigateway"] = [],
        ["ecr"] =
        [
            new("InitiateLayerUpload", "LimitExceededException", "unfinished uploads are bounded here; AWS lists it for the other operations of an upload"),
            new("CompleteLayerUpload", "LimitExceededException", "a part of the upload is still being written"),
        ],
        ["iam"] =
        [
            new("CreateRole", "NoSuchEntity", "AWS's answer to a permissions boundary that is not there"),
        ],
        ["lambda"] =
        [
            // ? Not recorded: what AWS answers when the function of an alias is gone.
            new("DeleteAlias", "ResourceNotFoundException", "a missing function is named as by every other operation on aliases"),
            new("DeleteFunctionUrlConfig", "InvalidParameterValueException", "names are refused as by every other operation on URLs"),
            new("InvokeAsync", "InvalidParameterValueException", "the list of this old operation is Invoke's in part; names are refused as by Invoke"),
            new("InvokeAsync", "RequestTooLargeException", "as Invoke"),
        ],
        ["logs"] =
        [
            new("DescribeLogStreams", "ValidationException", "recorded from AWS: a group by its name and its identifier"),
            new("FilterLogEvents", "ValidationException", "as DescribeLogStreams"),
            new("GetLogEvents", "ValidationException", "as DescribeLogStreams"),
            new("TagLogGroup", "TooManyTagsException", "the same set of tags under its older name"),
        ],
        ["sts"] = [],
    };

    public bool Covers(string operation, string code) => code == Code && FileSystemName.MatchesSimpleExpression(Operation, operation, ignoreCase: false);
}
