namespace Gatehouse.Sandbox.Logs;

/// <summary>Which of a sandbox's programs printed a line.</summary>
internal enum LogSource
{
    Function,
    Extension,
}
