using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Model;
using Gatehouse.Services.ApiGateway.Accounts;
using Gatehouse.Services.ApiGateway.Stages;

namespace Gatehouse.Services.ApiGateway.Publishing;

/// <summary>Says in the gateway's terms what a stage logs. Without a role in its account's settings that is nothing.</summary>
internal static class StageLogModels
{
    public static bool Logs(Stage stage) => stage.AccessLogSettings is not null || stage.MethodSettings?.Values.Any(setting => Detail(setting) != LogDetail.Off) == true;

    public static StageModel Of(StageModel model, Stage stage, Account? account) => account?.CloudwatchRoleArn is null ? model : model with
    {
        MethodLogs = (stage.MethodSettings ?? []).ToDictionary(pair => pair.Key, pair => Detail(pair.Value)),
        AccessLog = stage.AccessLogSettings is { DestinationArn: { } destination, Format: { } format }
            ? new AccessLogModel(new StageLogName(model.Scope, StageLogRules.GroupOf(destination)), format.TrimEnd('\r', '\n'))
            : null,
    };

    private static LogDetail Detail(MethodSetting setting) => setting.LoggingLevel switch
    {
        "ERROR" => LogDetail.Errors,
        "INFO" => setting.DataTraceEnabled ? LogDetail.Data : LogDetail.Steps,
        _ => LogDetail.Off,
    };
}
