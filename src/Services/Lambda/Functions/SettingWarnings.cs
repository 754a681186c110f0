using Gatehouse.Services.Lambda.Naming;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Services.Lambda.Functions;

/// <summary>Says in the log what is kept and shown but has no effect here: refusing it would keep ordinary Terraform from applying.</summary>
internal sealed partial class SettingWarnings(ILogger<SettingWarnings> log)
{
    public void Write(FunctionReference function, Revision revision)
    {
        if (revision.TracingMode == "Active")
        {
            Log.NoTracing(log, function.Arn);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} asks for active tracing; there is no X-Ray here, so no trace will be recorded.")]
        public static partial void NoTracing(ILogger log, string function);
    }
}
