using System.Globalization;
using Gatehouse.Sandbox.Runners;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class RootlessTests
{
    [Fact]
    public async Task AServerWithoutRoot_RunsFunctionsAndSaysWhatItCannotEnforce()
    {
        using var server = new CommandedServer(CommandedServer.Unprivileged);

        Assert.DoesNotContain("cannot run", await server.HearAsync(), StringComparison.Ordinal);
        Assert.Equal("Replied 993:990 /", await server.AskAsync("id"));
        Assert.Equal("Replied EROFS", await server.AskAsync("write", "/file"));
        Assert.Equal("Replied EPERM", await server.AskAsync("attack", "ptrace"));
        Assert.Equal("Replied EACCES", await server.AskAsync("read", "/secret"));
        Assert.Equal("Replied ENOENT", await server.AskAsync("read", "/gone"));
        Assert.Equal("Replied shown ", await server.AskAsync("list", "/folder"));
        Assert.Contains("below", await server.AskAsync("list", "/merged"), StringComparison.Ordinal);
        Assert.StartsWith("FunctionError", await server.AskAsync("exit", "3"), StringComparison.Ordinal);
        Assert.StartsWith("FunctionError", await server.AskAsync("sleep"), StringComparison.Ordinal);
        Assert.Equal("Replied written", await server.AskAsync("write", "/tmp/file"));
    }

    [Theory]
    [InlineData("-TERM", 0)]
    [InlineData("-KILL", 137)]
    public async Task AServerWithoutRoot_LeavesNothingHoweverItEnds(string signal, int expected)
    {
        using var server = new CommandedServer(CommandedServer.Unprivileged);
        await server.HearAsync();
        await server.AskAsync("orphan");
        var inside = Descendants(server.Id);

        var code = await server.EndAsync(signal);

        Assert.Equal(expected, code);
        Assert.True(inside.Count >= 3, string.Join(' ', inside));
        await Eventually.True(() => inside.TrueForAll(id => StatusOf(id) is not { State: not "Z" }));
        Assert.Empty(Leftovers.Mounts(server.Folder));
    }

    [Fact]
    public async Task AMachineThatRefusesUserNamespaces_IsToldHowToPermitThem()
    {
        // A namespace in which no further ones may be made, and a root in it without any capability.
        const string refuse = "echo 0 > /proc/sys/user/max_user_namespaces; exec setpriv --bounding-set=-all --inh-caps=-all -- \"$@\"";
        using var server = new CommandedServer("unshare", "--user", "--map-root-user", "--", "sh", "-c", refuse, "sh");

        var said = await server.HearAsync();

        Assert.Contains("Functions cannot run on this machine", said, StringComparison.Ordinal);
        Assert.Contains("run 'sudo sysctl -w user.max_user_namespaces=15000', or the server as root", said, StringComparison.Ordinal);
        Assert.StartsWith("Unavailable", await server.AskAsync("id"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1")]
    [InlineData("kernel/unprivileged_userns_clone", "1", "SYS_ADMIN")]
    [InlineData("kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0")]
    [InlineData("kernel/apparmor_restrict_unprivileged_userns", "0", "SYS_ADMIN")]
    public void ASettingThatRefuses_IsNamedWithTheValueThatPermits(string file, string value, string expected)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "kernel"));
        File.WriteAllText(Path.Combine(folder.Path, file), value + "\n");

        Assert.Contains(expected, NamespaceRefusal.Explain(folder.Path), StringComparison.Ordinal);
    }

    private static List<int> Descendants(int parent)
    {
        var children = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).ToLookup(id => StatusOf(id)?.Parent);
        var found = children[parent].ToList();
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(children[found[i]]);
        }

        return found;
    }

    private static (string State, int Parent)? StatusOf(int id)
    {
        try
        {
            // "12 (name) S 1 …", where the name may hold anything.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var words = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (words[0], int.Parse(words[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }
}
