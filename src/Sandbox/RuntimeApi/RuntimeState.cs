namespace Gatehouse.Sandbox.RuntimeApi;

/// <summary>Where a runtime is in its conversation with us. The names are those of Lambda's error messages.</summary>
internal enum RuntimeState
{
    Started,
    InitError,
    Ready,
    Running,
    InvocationResponse,
    RuntimeResponseSentState,
    Ended,
}
