"""What functions cost beyond themselves: warm calls, many sandboxes at once, their memory, and images from the registry to the first call.

The function is bench/Functions/worker.c, a static program that needs no time and no memory worth mentioning, so that what is measured is ours.
"""
import base64, contextlib, gc, http.client, json, os, re, shutil, socket, statistics, subprocess, tempfile, threading, time, urllib.parse, urllib.request
from pathlib import Path

import images, registry

SANDBOXES = 100
UNPACKED = "/usr/lib"
IMAGE_MB = 100
LAYERS = 4
FUNCTIONS = "/2015-03-31/functions"


def signed(service):
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"}


class Server:
    """A server with a data folder, a repository and a role."""

    def __init__(self, run, folder):
        self.run = run
        self.process, self.url = run.serve(data=str(folder))
        try:
            self.prepare()
        except BaseException:
            run.end(self.process)
            raise

    def prepare(self):
        self.host = self.url.removeprefix("http://").rstrip("/")
        registry.aws(self.url, "CreateRepository", {"repositoryName": "bench"})
        token = registry.aws(self.url, "GetAuthorizationToken", {})["authorizationData"][0]["authorizationToken"]
        self.password = base64.b64decode(token).decode().removeprefix("AWS:")
        trust = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
        role = urllib.parse.urlencode({"Action": "CreateRole", "Version": "2010-05-08", "RoleName": "bench", "AssumeRolePolicyDocument": trust}).encode()
        urllib.request.urlopen(urllib.request.Request(self.url, data=role, headers={**signed("iam"), "Content-Type": "application/x-www-form-urlencoded"}), timeout=30).close()
        self.connection = self.connect()

    def connect(self):
        return http.client.HTTPConnection(self.host, timeout=60)

    def call(self, method, path, body=None, connection=None):
        connection = connection or self.connection
        connection.request(method, path, body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode(), {**signed("lambda"), "Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status >= 300 or answer.getheader("X-Amz-Function-Error"):
            raise SystemExit(f"{method} {path}: {answer.status} {content[:300]}")
        return json.loads(content) if content else None

    def create(self, name, tag):
        """The function is ready when this returns."""
        self.call("POST", FUNCTIONS, {"FunctionName": name, "PackageType": "Image", "Code": {"ImageUri": f"{self.host}/bench:{tag}"}, "Role": "arn:aws:iam::000000000000:role/bench", "Timeout": 60})
        self.settled(name)

    def update(self, name, tag):
        self.call("PUT", f"{FUNCTIONS}/{name}/code", {"ImageUri": f"{self.host}/bench:{tag}"})
        self.settled(name)

    def settled(self, name):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            now = self.call("GET", f"{FUNCTIONS}/{name}/configuration")
            if now["State"] == "Active" and now.get("LastUpdateStatus") == "Successful":
                return
            if "Failed" in (now["State"], now.get("LastUpdateStatus")):
                raise SystemExit(f"the function failed: {now}")
            time.sleep(0.001)
        raise SystemExit("the function did not become ready within 60 s")

    def invoke(self, name, milliseconds=0, connection=None):
        return self.call("POST", f"{FUNCTIONS}/{name}/invocations", str(milliseconds).encode(), connection)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.run.end(self.process)


def timed(action):
    began = time.monotonic()
    action()
    return (time.monotonic() - began) * 1000


def worker(run):
    program = run.WORK / "worker"
    subprocess.run(["gcc", "-static", "-O2", "-o", program, run.ROOT / "bench/Functions/worker.c"], check=True)
    return images.layer([("worker", 0o755, program.read_bytes())])


def measure_warm(run, server, arguments):
    script = run.WORK / "invoke.lua"
    script.write_text('wrk.method = "POST"\nwrk.body = "0"\n' + "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in signed("lambda").items()))

    def wrk(url, seconds):
        output = subprocess.run(["wrk", "-t1", "-c1", f"-d{seconds}s", "--latency", "-s", script, url], capture_output=True, text=True, check=True).stdout
        assert "Non-2xx" not in output, output
        number = lambda which: (lambda value, unit: float(value) * {"us": 1, "ms": 1000, "s": 1e6}[unit])(*re.search(rf"{which}%\s+([\d.]+)(us|ms|s)", output).groups())
        return number(50), number(99)

    ours, bare = [], []
    with run.Peer("job") as peer:
        for number in range(arguments.rounds + 1):
            pair = wrk(f"{server.url.rstrip('/')}{FUNCTIONS}/worker/invocations", 3), wrk(f"http://127.0.0.1:{peer.port}/", 2)
            if number > 0:
                ours.append(pair[0])
                bare.append(pair[1])
    median = lambda runs, i: statistics.median(run[i] for run in runs)
    run.say(f"Warm Invoke at one connection, client to client, the function and its four socket calls included: p50 {median(ours, 0):.0f} µs, p99 {median(ours, 1):.0f} µs. A bare Kestrel's answer "
            f"to the same request: p50 {median(bare, 0):.0f} µs, p99 {median(bare, 1):.0f} µs. The server's part beyond an HTTP server's own is at most the difference: **{statistics.median(a[0] - b[0] for a, b in zip(ours, bare)):.0f} µs** "
            f"at p50 (median of {len(ours)} pairs). Aim: the server's part p50 150 µs, p99 1 ms.")


class Caller:
    """One connection and one request, as often as wanted: a client that adds little of its own, and always the same."""

    def __init__(self, host, request):
        name, port = host.split(":")
        self.socket = socket.create_connection((name, int(port)), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request = request

    def call(self):
        """When it was sent and when its answer was there, by the clock that worker.c uses, and the answer."""
        sent = time.monotonic_ns()
        self.socket.sendall(self.request)
        answer = self.socket.recv(65536)
        while b"\r\n\r\n" not in answer or len(answer) < answer.index(b"\r\n\r\n") + 4 + int(re.search(rb"(?i)content-length: *(\d+)", answer)[1]):
            more = self.socket.recv(65536)
            if not more:
                raise SystemExit(f"the connection ended in the middle of an answer: {answer[:300]}")
            answer += more
        arrived = time.monotonic_ns()
        if not answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"a call failed: {answer[:300]}")
        return sent, arrived, answer

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


CALLS, WARMING, BLOCKS = 5000, 10000, 5


def measure_part(run, server):
    """Call by call: from the client to the function and from the function back to the client, without what is between, which is the function's own."""
    head = "".join(f"{name}: {value}\r\n" for name, value in signed("lambda").items())
    invoke = f"POST {FUNCTIONS}/worker/invocations HTTP/1.1\r\nHost: {server.host}\r\n{head}Content-Length: 1\r\n\r\n0".encode()
    ours, bare = [], []
    with run.Peer("job") as peer, Caller(server.host, invoke) as caller, \
            Caller(f"127.0.0.1:{peer.port}", f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{peer.port}\r\n\r\n".encode()) as plain:
        for _ in range(WARMING):
            caller.call()
            plain.call()
        gc.collect()
        gc.disable()
        for _ in range(BLOCKS):
            for _ in range(CALLS):
                sent, arrived, answer = caller.call()
                of_function = re.search(rb'"received":(\d+),"replied":(\d+)', answer)
                ours.append((arrived - sent - int(of_function[2]) + int(of_function[1])) / 1000)
            for _ in range(CALLS):
                sent, arrived, _ = plain.call()
                bare.append((arrived - sent) / 1000)
        gc.enable()
    at = lambda times, share: sorted(times)[int(len(times) * share)]
    run.say(f"The server's part of {len(ours):,} Invokes at one connection, each measured by itself from the client to the function and from the function back to the client, with the kernel's part of "
            f"both ways and this client's: p50 **{at(ours, .5):.0f} µs**, p99 **{at(ours, .99):.0f} µs** (p99.9 {at(ours, .999):.0f}). The same client to a bare Kestrel, in between: p50 {at(bare, .5):.0f}, "
            f"p99 {at(bare, .99):.0f} µs (p99.9 {at(bare, .999):.0f}). Aim: p50 150 µs, p99 1 ms.")


def parallel(server, calls, milliseconds):
    """As many callers as sandboxes, each with its connection; what each call answered and when."""
    answers, ready = [], threading.Barrier(SANDBOXES + 1)

    def caller():
        connection = server.connect()
        connection.connect()
        ready.wait()
        for _ in range(calls):
            answer = server.invoke("worker", milliseconds, connection)
            answers.append((time.monotonic(), answer))

    threads = [threading.Thread(target=caller) for _ in range(SANDBOXES)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join()
    return [(at - began, answer) for at, answer in answers]


def descendants(pid):
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            pass  # It has ended meanwhile.
    found, last = set(), {pid}
    while last:
        last = {child for child, parent in parents.items() if parent in last}
        found |= last
    return found


def own_memory(pid):
    """What the process alone holds, in KB: its share of what is shared by many is not what one more costs."""
    return sum(int(value) for value in re.findall(r"^Private_\w+:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M))


def memory_of_kernel():
    return sum(int(value) for value in re.findall(r"^(?:SUnreclaim|KernelStack|PageTables|Percpu):\s+(\d+)", Path("/proc/meminfo").read_text(), re.M))


def measure_many(run, server):
    server.invoke("worker")
    time.sleep(1)
    server_before, kernel_before = own_memory(server.process.pid), memory_of_kernel()
    first = parallel(server, 1, 2000)
    took = max(at for at, _ in first) - 2
    sandboxes = len({answer["sandbox"] for _, answer in first})
    time.sleep(2)
    server_after, kernel_after = own_memory(server.process.pid), memory_of_kernel()
    processes = descendants(server.process.pid)
    name = lambda pid: Path(f"/proc/{pid}/comm").read_text().strip()
    others = sum(own_memory(pid) for pid in processes if name(pid) != "worker")
    function = sum(own_memory(pid) for pid in processes if name(pid) == "worker")
    even = parallel(server, 10, 20)
    shares = {}
    for _, answer in even:
        shares[answer["sandbox"]] = shares.get(answer["sandbox"], 0) + 1
    run.say(f"{SANDBOXES} calls at once to a function with one sandbox: {sandboxes} sandboxes took them, the last one {took:.2f} s after the calls. Aim: 3 s. "
            f"Then 10 calls by each of {SANDBOXES} callers: {len(shares)} sandboxes answered, {min(shares.values())} to {max(shares.values())} calls each.\n")
    each = lambda value: value / (sandboxes - 1) / 1024
    run.say(f"Memory for each of these idle sandboxes beyond its function's {function / sandboxes / 1024:.2f} MB: server {each(server_after - server_before):.2f}, bubblewrap {others / sandboxes / 1024:.2f}, "
            f"kernel (slabs, stacks, page tables, per-processor) {each(kernel_after - kernel_before):.2f}; together **{each(server_after - server_before) + others / sandboxes / 1024 + each(kernel_after - kernel_before):.2f} MB**. Aim: under 2.")


def large_layers():
    """Files of this machine, about IMAGE_MB when packed, in LAYERS layers: programs and libraries as images hold them."""
    layers, total = [], 0
    files = sorted(path for path in Path(UNPACKED).rglob("*") if path.is_file() and not path.is_symlink() and path.stat().st_size < 20_000_000)
    piece, size = [], 0
    for path in files:
        content = path.read_bytes()
        piece.append((str(path)[1:], 0o755, content))
        size += len(content)
        # Programs pack to about 40 in 100.
        if size > IMAGE_MB / LAYERS / 0.4 * (1 << 20):
            layers.append(images.layer(piece))
            total += len(layers[-1][0])
            piece, size = [], 0
            if len(layers) == LAYERS:
                break
    return layers, total


class Podman:
    """podman with a store of its own, whose name may have no more than 50 characters."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="podman-"))
        (self.folder / "containers.conf").write_text('[containers]\ndefault_ulimits=["nofile=20000:20000"]\n[engine]\nruntime="runc"\ncgroup_manager="cgroupfs"\n')

    def run(self, *arguments):
        subprocess.run(["podman", "--root", self.folder / "root", "--runroot", self.folder / "run", "--storage-driver", "overlay", *arguments],
                       env={**os.environ, "CONTAINERS_CONF": str(self.folder / "containers.conf")}, check=True, capture_output=True, timeout=120)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.run("system", "reset", "--force")
        shutil.rmtree(self.folder, ignore_errors=True)


def measure_images(run, folder, program, rounds):
    layers, size = large_layers()
    layout = images.layout(folder / "large", [*layers, program], ["/worker"])
    versions = [images.layout(folder / f"version{number}", [*layers, images.layer([("version", 0o644, b"%d" % number)]), program], ["/worker"]) for number in range(6)]
    pairs, shared, first, cold = [], [], [], []
    with contextlib.ExitStack() as ended:
        # Nothing is deleted until the end: for half a minute ext4 looks twice at every inode that was.
        for number in range(rounds + 1):
            server = ended.enter_context(Server(run, folder / f"data{number}"))
            images.push(layout, f"{server.host}/bench:large", server.password)
            podman = ended.enter_context(Podman())
            podman.run("info")
            ours, theirs = lambda: timed(lambda: server.create("large", "large")), \
                lambda: timed(lambda: podman.run("pull", "--quiet", "--tls-verify=false", "--creds", f"AWS:{server.password}", f"{server.host}/bench:large"))
            times = {}
            for name, of in ((0, ours), (1, theirs)) if number % 2 else ((1, theirs), (0, ours)):
                registry.recycle(folder, 1000)
                times[name] = of()
            if number > 0:
                pairs.append((times[0], times[1]))
            if number == rounds:
                for version, made in enumerate(versions):
                    images.push(made, f"{server.host}/bench:{version}", server.password)
                    shared.append(timed(lambda: server.update("large", str(version))))
                    first.append(timed(lambda: server.invoke("large")))
                    for pid in descendants(server.process.pid):
                        if Path(f"/proc/{pid}/comm").read_text().strip() == "worker":
                            os.kill(pid, 9)
                    time.sleep(0.5)
                    cold.append(timed(lambda: server.invoke("large")))
    run.say(f"An image of {size / (1 << 20):.0f} MB in {len(layers)} layers from our registry, unpacked and in service: CreateFunction to Active {statistics.median(a for a, _ in pairs):,.0f} ms; podman pull of it "
            f"{statistics.median(b for _, b in pairs):,.0f} ms; ratio of rates (median of {len(pairs)} pairs) **{statistics.median(b / a for a, b in pairs):.2f}**. Aim: 1.\n")
    run.say(f"A version of it that shares these layers and has a small one of its own, UpdateFunctionCode to Successful: median {statistics.median(shared):.0f} ms ({min(shared):.0f} to {max(shared):.0f}, {len(shared)} versions). Aim: 50 ms.\n")
    run.say(f"The first call after that: median {statistics.median(first):.1f} ms; a call with no sandbox: {statistics.median(cold):.1f} ms.")


def measure(run, arguments):
    folder = run.WORK / "functions"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run.build_peers()
    program = worker(run)
    layout = images.layout(folder / "worker", [program], ["/worker"])
    try:
        with Server(run, folder / "data") as server:
            images.push(layout, f"{server.host}/bench:worker", server.password)
            server.create("worker", "worker")
            measure_many(run, server)
            run.say()
            measure_warm(run, server, arguments)
            run.say()
            measure_part(run, server)
            run.say()
        shutil.rmtree(folder / "data")
        measure_images(run, folder, program, arguments.rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
