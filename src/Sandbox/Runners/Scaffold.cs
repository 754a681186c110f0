using Gatehouse.Sandbox.Inside;
using Gatehouse.Sandbox.Networking;

namespace Gatehouse.Sandbox.Runners;

/// <summary>The two small layers above and below every image.</summary>
internal static class Scaffold
{
    // Lambda's own name and number for the function's user.
    internal const string UserName = "sbx_user1051";
    internal const uint UserInside = 993;
    internal const uint GroupInside = 990;

    /// <summary>Above every image: mount points.</summary>
    internal static string Top(SandboxOptions options) => Path.Combine(options.Folder, "scaffold", "top");

    /// <summary>Above that, where a container runtime starts the sandbox: its first process.</summary>
    internal static string Init(SandboxOptions options) => Path.Combine(options.Folder, "scaffold", "init");

    internal static string Bottom(SandboxOptions options) => Path.Combine(options.Folder, "scaffold", "bottom");

    internal static void Write(SandboxOptions options)
    {
        var folder = Path.Combine(options.Folder, "scaffold");
        foreach (var mountPoint in (string[])["proc", "dev", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(Top(options), mountPoint));
        }

        // Over the image's own, as on AWS: what extensions listen on has these names.
        var hosts = Path.Combine(Top(options), "etc");
        Directory.CreateDirectory(hosts);
        File.WriteAllText(Path.Combine(hosts, "hosts"), "127.0.0.1 localhost sandbox.localdomain sandbox\n");

        var etc = Path.Combine(Bottom(options), "etc");
        Directory.CreateDirectory(etc);
        File.WriteAllText(Path.Combine(etc, "resolv.conf"), "");
        File.WriteAllText(Path.Combine(etc, "passwd"), $"root:x:0:0:root:/root:/bin/sh\n{UserName}:x:{UserInside}:{GroupInside}::/tmp:/sbin/nologin\n");
        File.WriteAllText(Path.Combine(etc, "group"), $"root:x:0:\n{UserName}:x:{GroupInside}:\n");
        WriteResolver(options);
        Directory.CreateDirectory(Init(options));
        var init = Path.Combine(Init(options), SandboxInit.FileName);

        // Never written in place: a sandbox that an earlier server left may still run from it.
        File.Delete(init);
        File.WriteAllBytes(init, SandboxInit.Program);

        // runc gives a fresh /tmp the mode of the folder below it.
        var temporary = Directory.CreateDirectory(Path.Combine(Init(options), "tmp"));
        Open(folder);
        if (!OperatingSystem.IsWindows())
        {
            temporary.UnixFileMode = UnixFileMode.StickyBit | (UnixFileMode)0x1FF;
        }
    }

    // Above the image: what it says about name servers is about the machine that it was made on.
    private static void WriteResolver(SandboxOptions options)
    {
        const string machines = "/etc/resolv.conf";
        var file = Path.Combine(Top(options), "etc", "resolv.conf");
        File.Delete(file);
        var text = options.Network switch
        {
            FunctionNetwork.Nat => $"nameserver {Translator.NameServer}\n",
            FunctionNetwork.Host when File.Exists(machines) => File.ReadAllText(machines),
            _ => null,
        };
        if (text is not null)
        {
            File.WriteAllText(file, text);
        }
    }

    // The umask of whoever started the server must not decide what functions can read.
    private static void Open(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode enter = all | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        foreach (var directory in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(directory, enter);
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(file, Path.GetFileName(file) == SandboxInit.FileName ? enter : all);
        }
    }
}
