"""A function that does what its event says, with an internal extension in it where the environment asks for one."""
import http.client
import json
import os
import signal
import sys
import threading

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
received = []


def call(method, path, body=None, headers=None, connection=None):
    connection = connection or http.client.HTTPConnection(API)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    return response.status, response.headers, response.read()


def extend(identifier):
    while True:
        _, _, event = call("GET", "/2020-01-01/extension/event/next", None, {"Lambda-Extension-Identifier": identifier})
        received.append(json.loads(event))


def stop(*_):
    print("the runtime was asked to end", flush=True)
    if "STUBBORN" not in os.environ:
        sys.exit(0)


def answer(event):
    if "pause" in event:
        threading.Event().wait(event["pause"] / 1000)
    if "exit" in event:
        os._exit(event["exit"])
    if "print" in event:
        print(event["print"], flush=True)
    if "read" in event:
        return open(event["read"]).read()
    if "links" in event:
        return {link: os.readlink(link) for link in event["links"].split()}
    if "write" in event:
        open(event["write"], "w").write("from the function")
    if "processes" in event:
        return [open(f"/proc/{p}/cmdline").read().replace("\0", " ").strip() for p in os.listdir("/proc") if p.isdigit()]
    if "received" in event:
        return received
    if "calls" in event:
        answers = []
        connection = http.client.HTTPConnection(API)
        for method, path, body, headers in event["calls"]:
            status, answered, body = call(method, path, body, headers, connection)
            answers.append([status, json.loads(body), answered.get("Lambda-Extension-Identifier")])
        return answers
    return event


signal.signal(signal.SIGTERM, stop)
print("the runtime starts", flush=True)
if "INIT_CALLS" in os.environ:
    print("early", json.dumps(answer({"calls": json.loads(os.environ["INIT_CALLS"])})), flush=True)
if "INTERNAL" in os.environ:
    status, headers, body = call("POST", "/2020-01-01/extension/register", json.dumps({"events": ["INVOKE"]}), {"Lambda-Extension-Name": "inner"})
    threading.Thread(target=extend, args=[headers["Lambda-Extension-Identifier"]], daemon=True).start()
if "EXIT" in os.environ:
    sys.exit(int(os.environ["EXIT"]))
while True:
    _, headers, event = call("GET", "/2018-06-01/runtime/invocation/next")
    reply = answer(json.loads(event))
    call("POST", f"/2018-06-01/runtime/invocation/{headers['Lambda-Runtime-Aws-Request-Id']}/response", json.dumps(reply))
