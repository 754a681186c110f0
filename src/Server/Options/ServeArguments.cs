using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Gatehouse.Cli;
using Gatehouse.Gateway.Model;
using Gatehouse.Sandbox;
using Gatehouse.Services.Lambda.Runtimes;

namespace Gatehouse.Server.Options;

/// <summary>The arguments of <c>gatehouse serve</c>: what they are, and how they are read.</summary>
internal static partial class ServeArguments
{
    private const string Memory = ":memory:";
    private const string Automatic = "auto";

    private static readonly ServeArgument Listen = new("--listen", "ADDRESS:PORT", "127.0.0.1:4566",
        "Address and port to listen on. 127.0.0.1 and localhost mean both loopback addresses; port 0 takes a free port. Any other address (0.0.0.0, [::]) is reachable from other machines.");

    private static readonly ServeArgument Data = new("--data", "DIR|:memory:", "~/.gatehouse",
        "Folder that keeps all state; one server at a time. ':memory:' keeps nothing past the process.");

    private static readonly ServeArgument Region = new("--region", "REGION", "us-east-1", "Region of calls that carry no signature.");

    private static readonly ServeArgument Account = new("--account", "ACCOUNT", "000000000000",
        "Account of calls whose access key id is not itself an account id of 12 digits.");

    private static readonly ServeArgument AccountThrottle = new("--account-throttle", "RATE:BURST|none", "10000:5000",
        "Requests a second, and at once, that all APIs of one account and region may take together; AWS's own limit by default.");

    private static readonly ServeArgument RuntimeImage = new(RuntimeImages.Option, "RUNTIME=IMAGE", "",
        "Image in this server's registry that zip packages of a runtime run on, for example python3.13=localhost:4566/python:3.13. May be given once for each runtime.")
    {
        IsRepeatable = true,
    };

    private static readonly ServeArgument FunctionNetwork = new("--function-network", "none|nat|host", "none",
        "What functions reach beside this server: nothing; what this machine reaches, without its loopback services (needs slirp4netns or pasta); or everything that this machine reaches.");

    private static readonly ServeArgument Runner = new("--runner", "auto|bubblewrap|oci|docker", Automatic,
        "What functions run with: bubblewrap, an OCI runtime, or a container engine; by itself the server takes the first of them that works here, and says why.");

    private static readonly ServeArgument OciRuntime = new("--oci-runtime", "PROGRAM", Automatic,
        "The OCI runtime, with options of its own behind it, for example 'runsc --network=host'; by itself the first of crun and runc that works.");

    private static readonly ServeArgument DockerHost = new("--docker-host", "ADDRESS", Automatic,
        "Where the container engine listens, unix:///path or tcp://host:port; by itself DOCKER_HOST, then the usual sockets of docker and podman.");

    private static readonly ServeArgument TestClock = new("--test-clock", "", "",
        "Let 'gatehouse clock' move the time that quotas, throttles, caches and tokens go by. For tests only.");

    private static readonly ServeArgument Otlp = new("--otlp", "URL", "none",
        "Send metrics and traces to this OpenTelemetry collector, for example http://127.0.0.1:4318; without it OTEL_EXPORTER_OTLP_ENDPOINT decides.");

    private static readonly ServeArgument[] All = [Listen, Data, Region, Account, AccountThrottle, FunctionNetwork, Runner, OciRuntime, DockerHost, RuntimeImage, TestClock, Otlp];

    private static readonly Dictionary<string, FunctionNetwork> Networks = new(StringComparer.Ordinal)
    {
        ["none"] = Sandbox.FunctionNetwork.None,
        ["nat"] = Sandbox.FunctionNetwork.Nat,
        ["host"] = Sandbox.FunctionNetwork.Host,
    };

    public static bool AskForHelp(IEnumerable<string> arguments) => arguments.Any(argument => argument is "--help" or "-h" or "-?");

    /// <summary>The command as the help shows it.</summary>
    public static Command Describe()
    {
        var serve = new Command("serve", "Start the server and stay in the foreground until SIGTERM or Ctrl+C.");
        foreach (var argument in All)
        {
            serve.Options.Add(argument.IsFlag ? new Option<bool>(argument.Name) { Description = argument.Description }
                : argument.IsRepeatable ? new Option<string[]>(argument.Name) { HelpName = argument.Placeholder, Description = argument.Description }
                : new Option<string>(argument.Name)
                {
                    HelpName = argument.Placeholder,
                    Description = argument.Description,
                    DefaultValueFactory = _ => argument.Default,
                });
        }

        return serve;
    }

    /// <summary>Either options, or everything that is wrong, each as a sentence that names the option and the way out.</summary>
    public static (ServerOptions? Options, IReadOnlyList<string> Errors) Parse(IReadOnlyList<string> arguments)
    {
        var errors = new List<string>();
        var values = Read(arguments, errors);

        var listen = ListenAddress.Parse(values[Listen.Name]);
        if (listen is null)
        {
            errors.Add($"--listen: '{values[Listen.Name]}' is not an address and a port; write for example 127.0.0.1:4566, localhost:0 or [::1]:4566.");
        }

        // A shell leaves the ~ of --data=~/folder as it is.
        var data = values[Data.Name];
        if (data.StartsWith("~/", StringComparison.Ordinal))
        {
            data = Defaults.Home is { } home ? Path.Combine(home, data[2..]) : "";
        }

        if (data.Length == 0)
        {
            errors.Add("--data: there is no such folder and no home for the default one; name a folder, or write :memory:.");
        }

        if (!RegionName().IsMatch(values[Region.Name]))
        {
            errors.Add($"--region: '{values[Region.Name]}' is not the name of a region; write for example us-east-1.");
        }

        if (!AccountId().IsMatch(values[Account.Name]))
        {
            errors.Add($"--account: '{values[Account.Name]}' is not an account id; write 12 digits, for example 000000000000.");
        }

        if (!TryThrottle(values[AccountThrottle.Name], out var throttle))
        {
            errors.Add($"--account-throttle: '{values[AccountThrottle.Name]}' is not a limit; write RATE:BURST, for example 10000:5000, or none.");
        }

        if (!Runner.Placeholder.Split('|').Contains(values[Runner.Name]))
        {
            errors.Add($"--runner: '{values[Runner.Name]}' is no runner; write {Runner.Placeholder.Replace("|", ", ", StringComparison.Ordinal)}.");
        }

        if (!Networks.TryGetValue(values[FunctionNetwork.Name], out var network))
        {
            errors.Add($"--function-network: '{values[FunctionNetwork.Name]}' is not a network for functions; write {FunctionNetwork.Placeholder.Replace("|", ", ", StringComparison.Ordinal)}.");
        }

        Uri? otlp = null;
        if (values[Otlp.Name] != Otlp.Default && !(Uri.TryCreate(values[Otlp.Name], UriKind.Absolute, out otlp) && otlp.Scheme is "http" or "https"))
        {
            errors.Add($"--otlp: '{values[Otlp.Name]}' is not the address of a collector; write for example http://127.0.0.1:4318.");
        }

        var runtimeImages = ReadRuntimeImages(values[RuntimeImage.Name], errors);
        return errors.Count > 0
            ? (null, errors)
            : (new ServerOptions
            {
                Listen = listen!,
                Data = data == Memory ? null : Path.GetFullPath(data),
                Region = values[Region.Name],
                Account = values[Account.Name],
                AccountThrottle = throttle,
                RuntimeImages = runtimeImages,
                FunctionNetwork = network,
                Runner = Chosen(values[Runner.Name]),
                OciRuntime = Chosen(values[OciRuntime.Name]),
                DockerHost = Chosen(values[DockerHost.Name]),
                Otlp = otlp,
                HasTestClock = values[TestClock.Name] == ServeArgument.On,
            }, errors);
    }

    private static string? Chosen(string value) => value == Automatic ? null : value;

    private static bool TryThrottle(string text, out Throttle? throttle)
    {
        throttle = null;
        if (text == "none")
        {
            return true;
        }

        if (text.Split(':') is not [var rate, var burst]
            || !double.TryParse(rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var perSecond)
            || !int.TryParse(burst, NumberStyles.None, CultureInfo.InvariantCulture, out var atOnce))
        {
            return false;
        }

        throttle = new Throttle(perSecond, atOnce);
        return true;
    }

    private static Dictionary<string, string> ReadRuntimeImages(string lines, List<string> errors)
    {
        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (runtime, _, image) = Split(line);
            if (!RuntimeNames.All.Contains(runtime))
            {
                errors.Add($"{RuntimeImage.Name}: '{line}' begins with no runtime of Lambda's; write for example python3.13=localhost:4566/python:3.13.");
            }
            else if (!RuntimeImages.IsAddress(image))
            {
                errors.Add($"{RuntimeImage.Name}: '{image}' is not an image of this server's registry with its tag or digest; write for example {runtime}=localhost:4566/{runtime}:1.");
            }
            else if (!images.TryAdd(runtime, image))
            {
                errors.Add($"{RuntimeImage.Name}: {runtime} is given twice; name one image.");
            }
        }

        return images;
    }

    private static Dictionary<string, string> Read(IReadOnlyList<string> arguments, List<string> errors)
    {
        var values = All.ToDictionary(argument => argument.Name, argument => argument.Default, StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, separator, value) = Split(arguments[i]);
            if (Array.Find(All, argument => argument.Name == name) is not { } known)
            {
                errors.Add($"'{name}' is not an option; the options are {string.Join(", ", All.Select(argument => argument.Name))}.");
            }
            else if (known.IsFlag)
            {
                values[name] = ServeArgument.On;
                if (separator)
                {
                    errors.Add($"{name} takes no value; write {name} alone, or leave it out.");
                }
            }
            else if (separator)
            {
                Set(known, value);
            }
            else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                Set(known, arguments[++i]);
            }
            else
            {
                errors.Add($"{name}: the value is missing; write {name} {known.Placeholder}.");
            }
        }

        return values;

        void Set(ServeArgument argument, string value) => values[argument.Name] = argument.IsRepeatable ? $"{values[argument.Name]}\n{value}" : value;
    }

    private static (string Name, bool HasValue, string Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument, false, "") : (argument[..equals], true, argument[(equals + 1)..]);
    }

    [GeneratedRegex(@"\A[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}\z")]
    private static partial Regex RegionName();

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex AccountId();
}
