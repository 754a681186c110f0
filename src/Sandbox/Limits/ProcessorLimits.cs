namespace Gatehouse.Sandbox.Limits;

/// <summary>What a function of some memory gets of the processors.</summary>
/// <param name="Shares">Against others, when all want more than there is; 1024 for a whole processor.</param>
/// <param name="Quota">Microseconds in each <see cref="Period"/>.</param>
internal readonly record struct ProcessorLimits(double Processors, long Shares, long Quota)
{
    internal const int Period = 100_000;

    // AWS documents 1769 MB as the equivalent of one vCPU, and shows at least two to every function.
    private const double MegabytesPerProcessor = 1769;

    internal static ProcessorLimits Of(int memoryMegabytes)
    {
        var processors = memoryMegabytes / MegabytesPerProcessor;
        return new(processors, Math.Max(2, (long)(processors * 1024)), (long)(Math.Max(2, processors) * Period));
    }
}
