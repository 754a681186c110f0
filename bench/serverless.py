"""The keyed GET against serverless-offline, the peer that most people who test keys on their own machine have (an npm package)."""
import os, shutil, subprocess

KEY = "bench-key-bench-key-bench-key"


class ServerlessOffline:
    def __init__(self, run):
        self.run, self.port, folder = run, run.free_port(), run.WORK / "serverless-offline"
        folder.mkdir(parents=True, exist_ok=True)
        for file in (run.ROOT / "bench/ServerlessOffline").iterdir():
            shutil.copy(file, folder)
        # Without install scripts, which would fetch and run what is not in the packages.
        subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        environment = {**os.environ, "BENCH_KEY": KEY, "SLS_TELEMETRY_DISABLED": "1", "SLS_NOTIFICATIONS_MODE": "off"}
        self.process = subprocess.Popen(["node", "node_modules/serverless/bin/serverless.js", "offline", "--httpPort", str(self.port), "--lambdaPort", str(run.free_port()), "--noPrependStageInUrl"],
                                        cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        self.run.wait_for(f"http://127.0.0.1:{self.port}/jobs/1", limit=60)
        return self

    def __exit__(self, *_):
        self.run.end(self.process)


def measure(run, arguments, demo):
    with ServerlessOffline(run) as peer:
        url, header = f"http://127.0.0.1:{peer.port}/jobs/12345", [f"x-api-key: {KEY}"]
        for target, headers in ((demo.path + "/jobs/12345", [f"x-api-key: {demo.key}"]), (url, header)):
            run.wrk(target, 16, 5, headers)
        run.say("Warm keyed GET against serverless-offline with its own key check and a function in Node. Aim: 12 times its rate.\n")
        run.say(run.TABLE)
        for connections in (1, 16, 64):
            run.pairs("keyed GET", lambda c, s: run.wrk(demo.path + "/jobs/12345", c, s, [f"x-api-key: {demo.key}"]), lambda c, s: run.wrk(url, c, s, header),
                      connections, arguments.rounds, arguments.seconds)
