using System.Text.RegularExpressions;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.Logging;

/// <summary>The keyed API with its logs switched on.</summary>
internal sealed partial class LoggedApi : IAsyncDisposable
{
    public const string AccessGroup = "/gateway/access";
    public const string ExecutionGroup = $"API-Gateway-Execution-Logs_{TestGateway.Api}/stg";

    private bool _stopped;

    private LoggedApi(TestGateway gateway, LogBook book) => (Gateway, Book) = (gateway, book);

    public TestGateway Gateway { get; }

    public LogBook Book { get; }

    public static async Task<LoggedApi> StartAsync(string? format, LogDetail detail = LogDetail.Off, Func<StageModel, StageModel>? change = null, GatewayOptions? options = null)
    {
        var book = new LogBook();
        var gateway = await TestGateway.StartAsync(stage => (change ?? (model => model))(With(stage, format, detail)), options, sink: book);
        return new LoggedApi(gateway, book);
    }

    public static StageModel With(StageModel stage, string? format, LogDetail detail) => stage with
    {
        AccessLog = format is null ? null : new AccessLogModel(new StageLogName(stage.Scope, AccessGroup), format),
        MethodLogs = new Dictionary<string, LogDetail> { ["*/*"] = detail },
    };

    /// <summary>All that was logged, as after a clean stop.</summary>
    public async Task<string[]> LinesAsync(string group = ExecutionGroup)
    {
        await DisposeAsync();
        return [.. Book.In(group).Select(Normal)];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await Gateway.DisposeAsync();
        }
    }

    private static string Normal(string text) =>
        Hash().Replace(Port().Replace(Extended().Replace(Trace().Replace(RequestId().Replace(text, "RID"), "1-TRACE"), "XID"), "Host=HOST"), "HASH");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex RequestId();

    [GeneratedRegex("[A-Za-z0-9+/]{15}=(?![0-9A-Za-z*])")]
    private static partial Regex Extended();

    [GeneratedRegex("1-[0-9a-f]{8}-[0-9a-f]{24}(;[Pp]arent=[0-9a-f]{16};[Ss]ampled=0)?")]
    private static partial Regex Trace();

    [GeneratedRegex("Host=127[^,}]*")]
    private static partial Regex Port();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hash();
}
