"""Pushes and pulls of a large blob, ours against Debian's docker-registry: the same curl to both, over loopback, on the same disk.

Each push is of a blob that the registry has not seen. A push is what clients do: POST, one streamed PATCH, PUT with the digest; it ends when the blob is acknowledged.
"""
import base64, hashlib, json, os, re, shutil, statistics, subprocess, time, urllib.request
from pathlib import Path

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
        compare(run, ours, peer, folder / "blob", arguments.rounds)
    finally:
        run.end(our_process)
        run.end(peer_process)
        shutil.rmtree(folder)


def compare(run, ours, peer, file, rounds):
    content = bytearray(os.urandom(MEGABYTES << 20))
    pushes, pulls, memory = [], [], []
    for number in range(rounds + 1):
        content[:8] = number.to_bytes(8)
        file.write_bytes(content)
        digest = "sha256:" + hashlib.sha256(content).hexdigest()
        push = ours.push(file, digest), peer.push(file, digest)
        pull = ours.pull(digest), peer.pull(digest)
        memory.append(ours.memory("VmRSS"))
        if number > 0:
            pushes.append(push)
            pulls.append(pull)
    run.say(f"Push and pull of a blob of {MEGABYTES} MB by curl, against docker-registry, {rounds} pairs after one to warm up. Aim: push 2, pull 0.75.\n")
    run.say("| what | ours, MB/s | docker-registry, MB/s | ratio (median of pairs) |\n|---|--:|--:|--:|")
    for title, pairs in (("push", pushes), ("pull", pulls)):
        rate = lambda i: MEGABYTES / statistics.median(pair[i] for pair in pairs)
        run.say(f"| {title} | {rate(0):,.0f} | {rate(1):,.0f} | **{statistics.median(b / a for a, b in pairs):.2f}** |")
    run.say(f"\nOur memory after each round: {', '.join(f'{value:.0f}' for value in memory)} MB resident, {ours.memory('VmHWM'):.0f} MB at most.")
