#!/usr/bin/env python3
"""Measures what SPECIFICATION.md promises, as ratios to the simplest thing that does the same job, in one run on one machine.

    bench/run.py [start] [memory] [keys] [keyed] [plans] [refused] [serverless] [cold] [apply] [registry] [functions]     without names: all
    bench/run.py --rounds 5 --seconds 5 --out bench/results/NAME.md

It installs what is missing (eng/install.sh --bench), runs the demo in a folder of its own, and ends everything it started.
All traffic is loopback; every loop is bounded.
"""
import argparse, json, os, platform, re, shutil, signal, socket, statistics, subprocess, sys, threading, time, urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "artifacts" / "bench"
STATE = WORK / "state"
PROGRAM = ROOT / "artifacts" / "gatehouse" / "gatehouse"
UNKNOWN_KEY = "unknown-key-unknown-key-unknown-key-0000"
EVERYTHING = ["start", "memory", "keys", "keyed", "plans", "refused", "serverless", "cold", "apply", "registry", "functions"]
report = []


def say(line=""):
    print(line, flush=True)
    report.append(line)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, limit=30.0):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        try:
            return urllib.request.urlopen(url, timeout=5).status
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            time.sleep(0.001)
    raise SystemExit(f"{url} did not answer within {limit} s")


def resident_mb(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def end(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wrk(url, connections, seconds, headers=()):
    """Requests a second, and p50 and p99 in microseconds."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", url]
    for header in headers:
        command += ["-H", header]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])

    def percentile(which):
        number, unit = re.search(rf"{which}%\s+([\d.]+)(us|ms|s)", output).groups()
        return float(number) * {"us": 1, "ms": 1000, "s": 1_000_000}[unit]

    return rate, percentile(50), percentile(99)


def pairs(title, ours, theirs, connections, rounds, seconds):
    """Interleaved rounds; medians; ours over theirs."""
    mine, other = [], []
    for _ in range(rounds):
        mine.append(ours(connections, seconds))
        other.append(theirs(connections, seconds))
    median = lambda runs, i: statistics.median(run[i] for run in runs)
    ratio = statistics.median(a[0] / b[0] for a, b in zip(mine, other))
    say(f"| {title} | {connections} | {median(mine, 0):,.0f} | {median(other, 0):,.0f} | **{ratio:.2f}** | "
        f"{median(mine, 1):,.0f} / {median(mine, 2):,.0f} | {median(other, 1):,.0f} / {median(other, 2):,.0f} |")


def serve(*options, data=":memory:"):
    process = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--data", data, *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    line = process.stdout.readline()
    return process, re.search(r"http://\S+", line)[0]


def measure_start(arguments):
    times = []
    for _ in range(10):
        port = free_port()
        began = time.monotonic()
        process = subprocess.Popen([PROGRAM, "serve", "--listen", f"127.0.0.1:{port}", "--data", ":memory:"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(f"http://127.0.0.1:{port}/_gatehouse/health")
        times.append((time.monotonic() - began) * 1000)
        end(process)
    say(f"Start, spawn to first healthy answer: median {statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f}, 10 starts). Aim: under 400 ms.")


def measure_memory(arguments):
    process, url = serve()
    wait_for(url + "/_gatehouse/health")
    time.sleep(3)
    say(f"Idle memory, 3 s after start: {resident_mb(process.pid):.0f} MB resident.")
    end(process)


def measure_keys(arguments):
    import many_keys
    many_keys.measure(sys.modules[__name__], arguments)


def measure_registry(arguments):
    import registry
    registry.measure(sys.modules[__name__], arguments)


def measure_functions(arguments):
    import functions
    functions.measure(sys.modules[__name__], arguments)


def measure_plans(arguments, demo):
    import plans
    plans.measure(sys.modules[__name__], arguments, demo)


def measure_serverless(arguments, demo):
    import serverless
    serverless.measure(sys.modules[__name__], arguments, demo)


class Demo:
    """The sample API on a server without the account's throttle, which would cap what is measured."""

    def __enter__(self):
        self.environment = {**os.environ, "GATEHOUSE_DEMO_STATE": str(STATE), "GATEHOUSE_SERVE_OPTIONS": "--account-throttle none"}
        began = time.monotonic()
        self.output = subprocess.run([ROOT / "demo.sh"], env=self.environment, capture_output=True, text=True)
        if self.output.returncode != 0:
            raise SystemExit(self.output.stdout + self.output.stderr)
        self.seconds = time.monotonic() - began
        self.port = int((STATE / "port").read_text())
        self.url = re.search(r"^URL  (\S+)", self.output.stdout, re.M)[1]
        self.key = re.search(r"^Key  (\S+)", self.output.stdout, re.M)[1]
        api, stage = re.match(r"http://([a-z0-9]+)\.[^/]+/(\S+)", self.url).groups()
        self.path = f"http://127.0.0.1:{self.port}/_aws/execute-api/{api}/{stage}"
        return self

    def pid(self):
        return int((STATE / "pid").read_text())

    def restart(self):
        subprocess.run([ROOT / "demo.sh", "--stop"], env=self.environment, check=True, capture_output=True)
        with open(STATE / "server.log", "a") as log:
            process = subprocess.Popen(
                [PROGRAM, "serve", "--listen", f"127.0.0.1:{self.port}", "--data", str(STATE / "data"), "--account-throttle", "none"], stdout=log, stderr=log, start_new_session=True)
        (STATE / "pid").write_text(f"{process.pid}\n")
        wait_for(f"http://127.0.0.1:{self.port}/_gatehouse/health")

    def get(self):
        request = urllib.request.Request(self.path + "/jobs/12345", headers={"x-api-key": self.key})
        began = time.monotonic()
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.read() == b'{"message": "job[12345] is done"}', "the sample answered something else"
        return (time.monotonic() - began) * 1000

    def end_sandboxes(self):
        """As the idle limit does, only sooner."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == self.pid():
                    os.kill(int(folder.name), signal.SIGKILL)
            except OSError:
                pass  # It has ended meanwhile.
        time.sleep(1)

    def __exit__(self, *_):
        subprocess.run([ROOT / "demo.sh", "--stop"], env=self.environment, capture_output=True)


class Peer:
    """A small Kestrel application of bench/Peers."""

    def __init__(self, name):
        self.port = free_port()
        self.process = subprocess.Popen([ROOT / "artifacts/bin/Gatehouse.Bench.Peers/release/Gatehouse.Bench.Peers", name, str(self.port)], stdout=subprocess.DEVNULL)

    def __enter__(self):
        wait_for(f"http://127.0.0.1:{self.port}/")
        return self

    def __exit__(self, *_):
        end(self.process)


class Nginx:
    def __init__(self, application, key):
        self.port = free_port()
        folder = WORK / "nginx"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        text = (ROOT / "bench/nginx.conf.template").read_text()
        for name, value in {"FOLDER": folder, "APPLICATION": application, "PORT": self.port, "KEY": key}.items():
            text = text.replace(name, str(value))
        (folder / "nginx.conf").write_text(text)
        self.process = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", folder / "nginx.conf", "-e", folder / "nginx.log"])

    def __enter__(self):
        wait_for(f"http://127.0.0.1:{self.port}/")
        return self

    def __exit__(self, *_):
        end(self.process)


def build_peers():
    subprocess.run(["dotnet", "build", ROOT / "bench/Peers", "-c", "Release", "-v", "q", "--nologo"], check=True, stdout=subprocess.DEVNULL)


TABLE = "| what | connections | ours, req/s | peer, req/s | ratio (median of pairs) | ours p50 / p99 µs | peer p50 / p99 µs |\n|---|--:|--:|--:|--:|--:|--:|"


def measure_keyed(arguments, demo):
    with Peer("job") as job, Nginx(job.port, demo.key) as nginx:
        # As long as compilers on both sides need: what is measured is the speed of a server that runs.
        for _ in range(200):
            demo.get()
        for path in (demo.path, f"http://127.0.0.1:{nginx.port}"):
            wrk(path + "/jobs/12345", 16, 5, [f"x-api-key: {demo.key}"])
        say("Warm keyed GET of the sample (C#, our function client) against nginx with a key map proxying to a Kestrel application. Aim: half of nginx.\n")
        say(TABLE)
        headers = [f"x-api-key: {demo.key}"]
        for connections in (1, 16, 64):
            pairs("keyed GET", lambda c, s: wrk(demo.path + "/jobs/12345", c, s, headers), lambda c, s: wrk(f"http://127.0.0.1:{nginx.port}/jobs/12345", c, s, headers),
                  connections, arguments.rounds, arguments.seconds)
        say(f"\nMemory of the server after it: {resident_mb(demo.pid()):.0f} MB resident.")


def measure_refused(arguments, demo):
    with Peer("keys") as keys:
        say("Refusals (403) against a bare Kestrel handler that looks the key up in a dictionary. Aim: 0.8 of it.\n")
        say(TABLE)
        for title, headers in (("no key", []), ("unknown key", [f"x-api-key: {UNKNOWN_KEY}"])):
            for connections in (1, 16, 64):
                pairs(title, lambda c, s: wrk(demo.path + "/jobs/12345", c, s, headers), lambda c, s: wrk(f"http://127.0.0.1:{keys.port}/jobs/12345", c, s, headers),
                      connections, arguments.rounds, arguments.seconds)


EVENT = json.dumps({"resource": "/jobs/{jobId}", "path": "/jobs/12345", "httpMethod": "GET", "headers": {}, "multiValueHeaders": {}, "pathParameters": {"jobId": "12345"},
                    "requestContext": {"resourcePath": "/jobs/{jobId}", "httpMethod": "GET", "path": "/stg/jobs/12345", "stage": "stg", "identity": {}}, "body": None, "isBase64Encoded": False}).encode()


class OneEvent(BaseHTTPRequestHandler):
    """A Runtime API with a single event, for the floor: the same program under bubblewrap and nothing of ours."""
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.server.given:
            self.server.answered.wait(5)
            return
        self.server.given = True
        self.send_response(200)
        for name, value in {"Lambda-Runtime-Aws-Request-Id": "00000000-0000-0000-0000-000000000000", "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 30000),
                            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:000000000000:function:jobs-api", "Content-Length": str(len(EVENT))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(EVENT)

    def do_POST(self):
        self.server.reply = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.answered.set()
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def floor(root):
    server = ThreadingHTTPServer(("127.0.0.1", 0), OneEvent)
    server.given, server.answered = False, threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}", "AWS_LAMBDA_FUNCTION_NAME": "jobs-api",
                   "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    began = time.monotonic()
    process = subprocess.Popen(["bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--die-with-parent", "--ro-bind", root["rootfs"], "/",
                                "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--chdir", root["cwd"], *root["command"]], env={**environment, **root["env"]},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not server.answered.wait(20):
        raise SystemExit("the function did not answer under bubblewrap")
    took = (time.monotonic() - began) * 1000
    process.kill()
    process.wait()
    server.shutdown()
    return took


def unpack(demo):
    """The function's image as one folder, by skopeo and tar."""
    image = json.loads(subprocess.run(["terraform", f"-chdir={ROOT}/samples/jobs-api/terraform", "output", "-json", f"-state={STATE}/terraform.tfstate"], env={**os.environ, "TF_DATA_DIR": str(STATE / "terraform")},
                                      capture_output=True, text=True, check=True).stdout)["image"]["value"]
    token = subprocess.run(["aws", "ecr", "get-login-password"], env={**os.environ, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{demo.port}", "AWS_ACCESS_KEY_ID": "000000000000",
                           "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}, capture_output=True, text=True, check=True).stdout.strip()
    layout, rootfs = WORK / "image", WORK / "rootfs"
    shutil.rmtree(layout, ignore_errors=True)
    shutil.rmtree(rootfs, ignore_errors=True)
    rootfs.mkdir(parents=True)
    subprocess.run(["skopeo", "copy", "--quiet", "--src-tls-verify=false", f"--src-creds=AWS:{token}", f"docker://{image}", f"dir:{layout}"], check=True)
    manifest = json.loads((layout / "manifest.json").read_text())
    for layer in manifest["layers"]:
        subprocess.run(["tar", "-xf", layout / layer["digest"].split(":")[1], "-C", rootfs], check=True)
    config = json.loads((layout / manifest["config"]["digest"].split(":")[1]).read_text())["config"]
    return {"rootfs": str(rootfs), "cwd": config.get("WorkingDir") or "/", "command": (config.get("Entrypoint") or []) + (config.get("Cmd") or []),
            "env": dict(pair.split("=", 1) for pair in config.get("Env") or [])}


def measure_cold(arguments, demo):
    root = unpack(demo)
    ours, floors = [], []
    first = []
    for _ in range(arguments.rounds + 2):
        demo.restart()
        first.append(demo.get())

        # A server that has served before, and has no sandbox of the function any more.
        demo.end_sandboxes()
        ours.append(demo.get())
        floors.append(floor(root))
    ratio = lambda times: statistics.median(a / b for a, b in zip(times, floors))
    say(f"Cold start of the sample, request to response with no sandbox: median {statistics.median(ours):.0f} ms; the same program under bubblewrap alone, spawn to reply: "
        f"{statistics.median(floors):.0f} ms; ratio (median of pairs) **{ratio(ours):.2f}**. Aim: 1.3. {len(ours)} pairs. "
        f"As the very first request after a restart of the server, which then also brings the function back and compiles its own first use: {statistics.median(first):.0f} ms, ratio {ratio(first):.2f}.")


def measure_apply(arguments, demo):
    took = re.search(r"apply: image, function, API, key\s+([\d.]+) s", demo.output.stdout)[1]
    environment = {**os.environ, "TF_DATA_DIR": str(STATE / "terraform")}
    validates = []
    for _ in range(3):
        began = time.monotonic()
        subprocess.run(["terraform", f"-chdir={ROOT}/samples/jobs-api/terraform", "validate"], env=environment, check=True, capture_output=True)
        validates.append(time.monotonic() - began)
    say(f"terraform apply of the sample from nothing: {took} s, with the image's build and push. Terraform's own floor: validate {statistics.median(validates):.1f} s and the provider's fixed wait of 5 s at the function's creation.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=[*EVERYTHING, []], default=[])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--out")
    arguments = parser.parse_args()
    wanted = arguments.what or EVERYTHING

    subprocess.run([ROOT / "eng/install.sh", "--bench", "--demo"], check=True)
    subprocess.run([ROOT / "gatehouse", "version"], check=True, stdout=subprocess.DEVNULL)
    WORK.mkdir(parents=True, exist_ok=True)
    say(f"# Measured on {time.strftime('%Y-%m-%d')}\n")
    say(f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, loopback, wrk on the same cores with one thread; {arguments.rounds} interleaved rounds of {arguments.seconds} s, medians. "
        f"Load of the machine before: {os.getloadavg()[0]:.1f}. Absolutes drift from machine to machine; compare ratios.\n")
    for name, measure in (("start", measure_start), ("memory", measure_memory), ("keys", measure_keys), ("registry", measure_registry), ("functions", measure_functions)):
        if name in wanted:
            measure(arguments)
            say()
    rest = [name for name in ("apply", "keyed", "plans", "refused", "serverless", "cold") if name in wanted]
    if rest:
        build_peers()
        shutil.rmtree(STATE, ignore_errors=True)
        with Demo() as demo:
            for name in rest:
                globals()[f"measure_{name}"](arguments, demo)
                say()
    if arguments.out:
        (ROOT / arguments.out).write_text("\n".join(report).rstrip() + "\n")


if __name__ == "__main__":
    sys.exit(main())
