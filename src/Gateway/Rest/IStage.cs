namespace Gatehouse.Gateway.Rest;

/// <summary>One step of the pipeline. It never writes the response and never throws for an expected outcome.</summary>
internal interface IStage
{
    Verdict Run(Invocation call);
}
