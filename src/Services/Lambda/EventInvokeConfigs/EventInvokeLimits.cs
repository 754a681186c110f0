using System.Text.RegularExpressions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.EventInvokeConfigs;

/// <summary>What may be configured: AWS's limits first, then what this server can deliver to.</summary>
internal static partial class EventInvokeLimits
{
    private const string ShownArn =
        @"$|kafka://([^.]([a-zA-Z0-9\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)";

    public static Violations Destinations(this Violations check, DestinationConfig? config) => check
        .Destination(config?.OnSuccess?.Arn, "destinationConfig.onSuccess.destination")
        .Destination(config?.OnFailure?.Arn, "destinationConfig.onFailure.destination");

    /// <summary>The destination that a caller asks for: null for none, an existing function otherwise.</summary>
    public static string? Usable(string? destination, FunctionReference function, FunctionSlots slots)
    {
        if (string.IsNullOrEmpty(destination))
        {
            return null;
        }

        if (!FunctionReference.TryParse(destination, out var target))
        {
            throw LambdaErrors.NotSupported($"{KindOf(destination)} as a destination; give the ARN of another function");
        }

        if (target.Scope != function.Scope)
        {
            throw LambdaErrors.NotSupported("destinations in another account or region");
        }

        if (target.Name == function.Name)
        {
            throw LambdaErrors.OwnDestination();
        }

        return slots.Find(target)?.Current?.Find(target.Qualifier) is null ? throw LambdaErrors.DestinationInvalid(destination) : destination;
    }

    /// <summary>What an ARN that names no function leads to, in the words of its owner.</summary>
    public static string KindOf(string arn) => arn.StartsWith("kafka:", StringComparison.Ordinal) ? "an Apache Kafka topic" : arn.Split(':') switch
    {
        [_, _, "sqs", ..] => "an SQS queue",
        [_, _, "sns", ..] => "an SNS topic",
        [_, _, "events", ..] => "an EventBridge event bus",
        [_, _, "s3", ..] => "an S3 bucket",
        _ => arn,
    };

    private static Violations Destination(this Violations check, string? value, string member) =>
        check.Length(value, 0, 350, member).Pattern(value, ArnForm, ShownArn, member);

    [GeneratedRegex(@"^(|kafka://([^.]([a-zA-Z0-9\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-[0-9])?:([0-9]{12})?:(.*))\z")]
    private static partial Regex ArnForm { get; }
}
