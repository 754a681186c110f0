namespace Gatehouse.Sandbox.Runners;

/// <summary>The two small layers above and below every image.</summary>
internal static class Scaffold
{
    // Lambda's own name and number for the function's user.
    internal const string UserName = "sbx_user1051";
    internal const uint UserInside = 993;
    internal const uint GroupInside = 990;

    internal static void Write(string folder)
    {
        foreach (var mountPoint in (string[])["proc", "dev", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(folder, "top", mountPoint));
        }

        // Over the image's own, as on AWS: what extensions listen on has these names.
        var hosts = Path.Combine(folder, "top", "etc");
        Directory.CreateDirectory(hosts);
        File.WriteAllText(Path.Combine(hosts, "hosts"), "127.0.0.1 localhost sandbox.localdomain sandbox\n");

        var etc = Path.Combine(folder, "bottom", "etc");
        Directory.CreateDirectory(etc);
        File.WriteAllText(Path.Combine(etc, "resolv.conf"), "");
        File.WriteAllText(Path.Combine(etc, "passwd"), $"root:x:0:0:root:/root:/bin/sh\n{UserName}:x:{UserInside}:{GroupInside}::/tmp:/sbin/nologin\n");
        File.WriteAllText(Path.Combine(etc, "group"), $"root:x:0:\n{UserName}:x:{GroupInside}:\n");
        Open(folder);
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
            File.SetUnixFileMode(file, all);
        }
    }
}
