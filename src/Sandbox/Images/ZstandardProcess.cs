using System.ComponentModel;
using System.Diagnostics;
using Gatehouse.Core;

namespace Gatehouse.Sandbox.Images;

/// <summary>Zstandard through the <c>zstd</c> program: the framework has no decoder of its own.</summary>
internal sealed class ZstandardProcess : ForwardStream
{
    private readonly Process _process;
    private readonly Task _feeding;

    internal ZstandardProcess(Stream packed)
    {
        try
        {
            _process = Process.Start(new ProcessStartInfo("zstd", ["--decompress", "--stdout", "--quiet"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            throw new ImageRejectedException(
                ImageRejection.UnsupportedMediaType, "The image has zstd layers, and the zstd program is not installed: install it or push gzip layers.");
        }

        _feeding = Task.Run(() => Feed(packed));
    }

    public override int Read(Span<byte> buffer)
    {
        var read = _process.StandardOutput.BaseStream.Read(buffer);
        if (read == 0 && buffer.Length > 0)
        {
            _feeding.GetAwaiter().GetResult();
            _process.WaitForExit();
            if (_process.ExitCode != 0)
            {
                throw new InvalidDataException("zstd could not decompress it");
            }
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            _process.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Feed(Stream packed)
    {
        using var input = _process.StandardInput.BaseStream;
        try
        {
            packed.CopyTo(input);
        }
        catch (IOException)
        {
            // zstd stopped reading: its exit code says why.
        }
    }
}
