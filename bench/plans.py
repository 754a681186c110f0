"""What a key, a plan and a refusal cost: the sample's function behind methods of its own, with and without a key.

All APIs are made through AWS's own operations. Alike means alike: the same function, the same path, the same answer.
"""
import json, subprocess, urllib.request

ACCOUNT = "000000000000"
SIGNED = f"AWS4-HMAC-SHA256 Credential={ACCOUNT}/20260101/us-east-1/{{0}}/aws4_request, SignedHeaders=host, Signature=0"
UNLIMITED = {"throttle": {"rateLimit": 1e6, "burstLimit": 1000000}, "quota": {"limit": 2000000000, "period": "MONTH"}}
PLANS = {
    "plan": UNLIMITED,
    "throttled": {"throttle": {"rateLimit": 0.01, "burstLimit": 1}},
    "exhausted": {"quota": {"limit": 1, "period": "MONTH"}},
}


class Apis:
    """One API without a key, and one whose stage three plans open: generous, with no rate left, with no quota left."""

    def __init__(self, port):
        self.root = f"http://127.0.0.1:{port}"
        self.arn = self.call("GET", "/2015-03-31/functions/", service="lambda")["Functions"][0]["FunctionArn"]
        self.open, keyed = self.api(api_key=False), self.api(api_key=True)
        self.keyed = keyed
        self.keys = {name: self.key(keyed, name, limits) for name, limits in PLANS.items()}

    def call(self, method, path, body=None, service="apigateway"):
        request = urllib.request.Request(self.root + path, method=method, data=None if body is None else json.dumps(body).encode(),
                                         headers={"Authorization": SIGNED.format(service), "Content-Type": "application/json", "Accept": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"{}")

    def api(self, api_key):
        api = self.call("POST", "/restapis", {"name": "keyed" if api_key else "open", "endpointConfiguration": {"types": ["REGIONAL"]}})
        jobs = self.call("POST", f"/restapis/{api['id']}/resources/{api['rootResourceId']}", {"pathPart": "jobs"})["id"]
        job = self.call("POST", f"/restapis/{api['id']}/resources/{jobs}", {"pathPart": "{jobId}"})["id"]
        method = f"/restapis/{api['id']}/resources/{job}/methods/GET"
        self.call("PUT", method, {"authorizationType": "NONE", "apiKeyRequired": api_key})
        self.call("PUT", method + "/integration", {"type": "AWS_PROXY", "httpMethod": "POST",
                                                   "uri": f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{self.arn}/invocations"})
        self.call("POST", f"/2015-03-31/functions/{self.arn}/policy", {"StatementId": api["id"], "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com",
                                                                        "SourceArn": f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{api['id']}/*"}, service="lambda")
        self.call("POST", f"/restapis/{api['id']}/deployments", {"stageName": "live"})
        return api["id"]

    def key(self, api, name, limits):
        # One key cannot be on two plans of one stage, so each plan has its own.
        key = self.call("POST", "/apikeys", {"name": name, "enabled": True})
        plan = self.call("POST", "/usageplans", {"name": name, "apiStages": [{"apiId": api, "stage": "live"}], **limits})
        self.call("POST", f"/usageplans/{plan['id']}/keys", {"keyId": key["id"], "keyType": "API_KEY"})
        return key["value"]

    def url(self, api):
        return f"{self.root}/_aws/execute-api/{api}/live/jobs/12345"


def measure(run, arguments, demo):
    apis = Apis(demo.port)
    keyed, unkeyed = apis.url(apis.keyed), apis.url(apis.open)
    header = lambda name: [f"x-api-key: {apis.keys[name]}"]
    run.wrk(keyed, 16, 5, header("plan"))
    run.wrk(unkeyed, 16, 5)

    run.say("A keyed GET that passes a plan with a rate and a quota, against the same method without a key. Aim: 0.9 of it.\n")
    run.say(run.TABLE)
    for connections in (1, 16, 64):
        run.pairs("keyed against open", lambda c, s: run.wrk(keyed, c, s, header("plan")), lambda c, s: run.wrk(unkeyed, c, s), connections, arguments.rounds, arguments.seconds)

    run.say("\nRefusals by a plan (429) against a bare Kestrel handler that looks the key up in a dictionary. Aim: 0.8 of it.\n")
    run.say(run.TABLE)
    with run.Peer("keys") as peer:
        for title, name in (("no rate left", "throttled"), ("no quota left", "exhausted")):
            for connections in (1, 16, 64):
                run.pairs(title, lambda c, s: run.wrk(keyed, c, s, header(name)), lambda c, s: run.wrk(f"http://127.0.0.1:{peer.port}/jobs/12345", c, s, header(name)),
                          connections, arguments.rounds, arguments.seconds)
