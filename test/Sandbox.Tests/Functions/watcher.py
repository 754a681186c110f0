#!/usr/bin/python3.11
"""An external extension that tells what it is told, and misbehaves as its environment says."""
import http.client
import http.server
import json
import os
import signal
import socketserver
import sys
import threading

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
MODE = os.environ.get("MODE", "")
NAME = os.path.basename(sys.argv[0])
report = threading.Event()


def say(*words):
    print(NAME, *words, flush=True)


def call(method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(API)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    return response.status, response.headers, response.read()


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        for event in json.loads(self.rfile.read(int(self.headers["Content-Length"]))):
            take(event)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_PUT = do_POST

    def log_message(self, *_):
        pass


class Lines(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            take(json.loads(line))


def take(event):
    say("telemetry", json.dumps(event))
    if event["type"] == "platform.report":
        report.set()


def subscribe(identity):
    kind = os.environ["SUBSCRIBE"]
    if kind != "NOBODY":
        server = socketserver.TCPServer(("sandbox.localdomain", 8080), Lines if kind == "TCP" else Receiver)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    place = {"protocol": "TCP", "port": 8080} if kind == "TCP" else {"protocol": "HTTP", "URI": "http://sandbox.localdomain:8080/take"}
    wish = {"types": ["platform", "function"], "buffering": {"timeoutMs": int(os.environ.get("BUFFER", "25"))}, "destination": place}
    if kind == "LOGS":
        answer = call("PUT", "/2020-08-15/logs", json.dumps(wish | {"schemaVersion": "2021-03-18"}), identity)
    else:
        answer = call("PUT", "/2022-07-01/telemetry", json.dumps(wish | {"schemaVersion": "2022-07-01"}), identity)
    say("subscribed", answer[0], answer[2].decode())


if MODE == "crash":
    sys.exit(3)
if MODE == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
status, headers, body = call("POST", "/2020-01-01/extension/register", json.dumps({"events": ["INVOKE", "SHUTDOWN"]}), {"Lambda-Extension-Name": NAME, "Lambda-Extension-Accept-Feature": "accountId"})
identity = {"Lambda-Extension-Identifier": headers["Lambda-Extension-Identifier"]}
say("registered", body.decode())
say("environment", json.dumps({name: os.environ.get(name) for name in ("_HANDLER", "LAMBDA_TASK_ROOT", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_REGION", "MODE")}), os.getcwd(), os.getuid())
say("namespaces", json.dumps({kind: os.readlink("/proc/self/ns/" + kind) for kind in ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")}))
if MODE == "initerror":
    call("POST", "/2020-01-01/extension/init/error", "{}", identity | {"Lambda-Extension-Function-Error-Type": "Extension.NoKey"})
    sys.exit(1)
if "SUBSCRIBE" in os.environ:
    subscribe(identity)
if MODE == "never":
    threading.Event().wait()
while True:
    status, headers, body = call("GET", "/2020-01-01/extension/event/next", None, identity)
    event = json.loads(body)
    say("event", status, json.dumps(event))
    if event["eventType"] == "SHUTDOWN":
        if MODE == "deaf":
            threading.Event().wait()
        if "SUBSCRIBE" in os.environ:
            report.wait(1)
        say("ends")
        sys.exit(0)
    if MODE == "slow":
        threading.Event().wait(0.3)
        open("/tmp/slow", "w").write("done by the extension")
    if MODE == "stuck":
        threading.Event().wait()
    if MODE == "exiterror":
        call("POST", "/2020-01-01/extension/exit/error", "{}", identity | {"Lambda-Extension-Function-Error-Type": "Extension.Gone"})
        sys.exit(1)
