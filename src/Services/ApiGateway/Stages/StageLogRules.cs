using System.Text;
using Gatehouse.Core;
using Gatehouse.Gateway.Logging;
using Gatehouse.Services.ApiGateway.Accounts;
using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Stages;

/// <summary>What API Gateway demands before a stage may log. See https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html.</summary>
internal static class StageLogRules
{
    private const int LongestFormat = 3 * 1024;
    private const string LogGroup = "log-group:";

    /// <summary>Looks at stages only as far as the operations switch logs on: what a stage already has is not asked again.</summary>
    public static async ValueTask CheckAsync(ApiTables tables, Call call, Stage stage, IReadOnlyList<PatchOperation?>? operations)
    {
        if (operations?.Any(SwitchesOn) != true)
        {
            return;
        }

        CheckDestination(call.Scope, stage.AccessLogSettings?.DestinationArn);
        CheckFormat(stage.AccessLogSettings?.Format);
        if ((await tables.Accounts.FindAsync(call.Scope, Account.RowId))?.CloudwatchRoleArn is null)
        {
            throw ApiGatewayErrors.NoLoggingRole();
        }
    }

    /// <summary>The group's name in a destination that was accepted.</summary>
    public static string GroupOf(string destinationArn) => destinationArn[(destinationArn.IndexOf(LogGroup, StringComparison.Ordinal) + LogGroup.Length)..];

    private static bool SwitchesOn(PatchOperation? operation) => operation is { Op: "add" or "replace", Path: { } path, Value: var value }
        && (path.StartsWith("/accessLogSettings/", StringComparison.Ordinal)
            || (path.EndsWith("/logging/loglevel", StringComparison.Ordinal) && !"OFF".Equals(value, StringComparison.OrdinalIgnoreCase)));

    // Whether the group is there is not asked: like the execution log's, it is made with the first line. ? AWS's answer is not recorded.
    private static void CheckDestination(Scope scope, string? destination)
    {
        if (destination is null || !Arn.TryParse(destination, out var arn))
        {
            return;
        }

        if (arn.Service == "firehose")
        {
            throw ApiGatewayErrors.NotServed("access logs to a Firehose stream");
        }

        var isGroup = arn.Service == "logs" && arn.Resource.StartsWith(LogGroup, StringComparison.Ordinal)
            && arn.Resource.Length > LogGroup.Length && !arn.Resource.AsSpan(LogGroup.Length).ContainsAny(':', '*');
        if (!isGroup || new Scope(arn.Account, arn.Region) != scope)
        {
            throw ApiGatewayErrors.NoLogGroupArn(destination);
        }
    }

    private static void CheckFormat(string? format)
    {
        if (format is null)
        {
            return;
        }

        if (format.EndsWith('\n') ? format.AsSpan(0, format.Length - 1).TrimEnd('\r').ContainsAny('\r', '\n') : format.AsSpan().ContainsAny('\r', '\n'))
        {
            throw ApiGatewayErrors.AccessLogFormatOfSeveralLines(format);
        }

        if (Encoding.UTF8.GetByteCount(format) > LongestFormat)
        {
            throw ApiGatewayErrors.AccessLogFormatTooLong(LongestFormat);
        }

        if (!AccessLogFormat.NamesRequest(format))
        {
            throw ApiGatewayErrors.AccessLogFormatWithoutId(format);
        }
    }
}
