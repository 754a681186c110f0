"""Pushes and pulls of a large blob, ours against Debian's docker-registry: the same curl to both, over loopback, on the same disk.

Each push is of a blob that the registry has not seen. A push is what clients do: POST, one streamed PATCH, PUT with the digest; it ends when the blob is acknowledged.
"""
import base64, hashlib, json, os, re, shutil, statistics, subprocess, time, urllib.request
from pathlib import Path

import images

MEGABYTES = 200
SIGNED = "AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/ecr/aws4_request, SignedHeaders=host, Signature=0"


def aws(url, operation, body):
    request = urllib.request.Request(url, data=json.dumps(body).encode(), headers={
        "Authorization": SIGNED, "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"AmazonEC2ContainerRegistry_V20150921.{operation}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


def curl(*arguments):
    return subprocess.run(["curl", "-sS", "--fail", "--max-time", "60", *arguments], check=True, capture_output=True, text=True).stdout


class Registry:
    def __init__(self, url, pid, header=None):
        self.url, self.pid, self.header = url.rstrip("/"), pid, ["-H", header] if header else []

        self.host = self.url.removeprefix("http://")

    def push(self, file, digest):
        began = time.monotonic()
        started = curl(*self.header, "-X", "POST", "-D", "-", "-o", "/dev/null", f"{self.url}/v2/bench/blobs/uploads/")
        place = self.absolute(re.search(r"(?im)^location: (\S+)", started)[1])
        sent = curl(*self.header, "-X", "PATCH", "-T", str(file), "-H", "Content-Type: application/octet-stream", "-H", "Expect:", "-D", "-", "-o", "/dev/null", place)
        place = self.absolute(re.search(r"(?im)^location: (\S+)", sent)[1])
        curl(*self.header, "-X", "PUT", "-o", "/dev/null", f"{place}{'&' if '?' in place else '?'}digest={digest}")
        return time.monotonic() - began

    def pull(self, digest):
        began = time.monotonic()
        curl(*self.header, "-o", "/dev/null", f"{self.url}/v2/bench/blobs/{digest}")
        return time.monotonic() - began

    def absolute(self, place):
        return place if place.startswith("http") else self.url + place

    def memory(self, name):
        return int(re.search(rf"{name}:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())[1]) / 1024


def measure(run, arguments):
    folder = run.WORK / "registry"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "peer").mkdir(parents=True)
    port = run.free_port()
    (folder / "config.yml").write_text(
        f"version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\nstorage: {{filesystem: {{rootdirectory: {folder / 'peer'}}}}}\nhttp: {{addr: '127.0.0.1:{port}'}}\n")
    peer_process = subprocess.Popen(["docker-registry", "serve", folder / "config.yml"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "OTEL_TRACES_EXPORTER": "none"})
    our_process, url = run.serve(data=str(folder / "ours"))
    try:
        run.wait_for(f"http://127.0.0.1:{port}/v2/")
        aws(url, "CreateRepository", {"repositoryName": "bench"})
        token = aws(url, "GetAuthorizationToken", {})["authorizationData"][0]["authorizationToken"]
        ours = Registry(url, our_process.pid, f"Authorization: Basic {token}")
        peer = Registry(f"http://127.0.0.1:{port}", peer_process.pid)
        compare(run, ours, peer, folder, base64.b64decode(token).decode().removeprefix("AWS:"), arguments.rounds)
    finally:
        run.end(our_process)
        run.end(peer_process)
        shutil.rmtree(folder)


def timed(action):
    began = time.monotonic()
    action()
    return time.monotonic() - began


def recycle(folder, megabytes=2 * MEGABYTES):
    """
    Frees memory that was just in use, for the push that follows. A virtual machine's host takes free memory back, and then each page costs ten times its copy
    when it is first written to: whoever pushes into such memory measures the host.
    """
    scratch, piece = folder / "scratch", os.urandom(1 << 20)
    with open(scratch, "wb", buffering=0) as file:
        for _ in range(megabytes):
            file.write(piece)
    os.sync()
    scratch.unlink()


def compare(run, ours, peer, folder, password, rounds):
    content = bytearray(os.urandom(MEGABYTES << 20))
    rows, memory = {"push, by curl": [], "push, by curl, into memory that the host has yet to give": [], "push, by skopeo": [], "pull, by curl": []}, []
    file = folder / "blob"

    def blob(number):
        content[:8] = number.to_bytes(8)
        file.write_bytes(content)
        return "sha256:" + hashlib.sha256(content).hexdigest()

    def pair(row, of_ours, of_peer, number, recycled=True):
        times = {}
        for name, of in ((0, of_ours), (1, of_peer)) if number % 2 else ((1, of_peer), (0, of_ours)):
            if recycled:
                recycle(folder)
            times[name] = of()
        if number > 0:
            rows[row].append((times[0], times[1]))

    for number in range(rounds + 1):
        digest = blob(number)
        pair("push, by curl", lambda: ours.push(file, digest), lambda: peer.push(file, digest), number)
        pair("pull, by curl", lambda: ours.pull(digest), lambda: peer.pull(digest), number, recycled=False)
        layout = images.layout(folder / "layout", [images.layer([("file", 0o644, bytes(content))], level=0)])
        pair("push, by skopeo", lambda: timed(lambda: images.push(layout, f"{ours.host}/bench:{number}", password)),
             lambda: timed(lambda: images.push(layout, f"{peer.host}/bench:{number}")), number)
        digest = blob(1000 + number)
        pair("push, by curl, into memory that the host has yet to give", lambda: ours.push(file, digest), lambda: peer.push(file, digest), number, recycled=False)
        memory.append(ours.memory("VmRSS"))
    run.say(f"Push and pull of a blob of {MEGABYTES} MB, against docker-registry, {rounds} pairs after one to warm up, taking turns at being first. Aim: push 2, pull 0.75.\n")
    run.say("| what | ours, MB/s | docker-registry, MB/s | ratio (median of pairs) |\n|---|--:|--:|--:|")
    for title, pairs in rows.items():
        rate = lambda i: MEGABYTES / statistics.median(pair[i] for pair in pairs)
        run.say(f"| {title} | {rate(0):,.0f} | {rate(1):,.0f} | **{statistics.median(b / a for a, b in pairs):.2f}** |")
    run.say(f"\nOur memory after each round: {', '.join(f'{value:.0f}' for value in memory)} MB resident, {ours.memory('VmHWM'):.0f} MB at most.")
