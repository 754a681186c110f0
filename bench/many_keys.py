"""Many keys: what 1,000, 100,000 and 1,000,000 of them cost at the start, in memory and for a request.

One API with its stage, plan and key is made through AWS's own operations; the store's rows are then copied under other ids, which takes a
minute for a million keys where the operations would take an hour.
"""
import hashlib, json, re, shutil, sqlite3, subprocess, time, urllib.error, urllib.request

ACCOUNT, PLANS = "000000000000", 1000
SIGNED = f"AWS4-HMAC-SHA256 Credential={ACCOUNT}/20260101/us-east-1/apigateway/aws4_request, SignedHeaders=host, Signature=0"
VALUE = "seed-value-of-the-first-key-000000000000"


def aws(url, method, path, body=None):
    request = urllib.request.Request(url + path, method=method, data=None if body is None else json.dumps(body).encode(),
                                     headers={"Authorization": SIGNED, "Content-Type": "application/json", "Accept": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.loads(answer.read() or b"{}")


def make_first(url):
    api = aws(url, "POST", "/restapis", {"name": "many"})
    method = f"/restapis/{api['id']}/resources/{api['rootResourceId']}/methods/GET"
    aws(url, "PUT", method, {"authorizationType": "NONE", "apiKeyRequired": True})
    aws(url, "PUT", method + "/integration", {"type": "MOCK", "requestTemplates": {"application/json": '{"statusCode": 200}'}})
    aws(url, "PUT", method + "/responses/200", {})
    aws(url, "PUT", method + "/integration/responses/200", {"responseTemplates": {"application/json": "{}"}})
    aws(url, "POST", f"/restapis/{api['id']}/deployments", {"stageName": "live"})
    plan = aws(url, "POST", "/usageplans", {"name": "many", "apiStages": [{"apiId": api["id"], "stage": "live"}],
                                            "throttle": {"rateLimit": 1e6, "burstLimit": 1000000}, "quota": {"limit": 2000000000, "period": "MONTH"}})
    key = aws(url, "POST", "/apikeys", {"name": "first", "value": VALUE, "enabled": True})
    aws(url, "POST", f"/usageplans/{plan['id']}/keys", {"keyId": key["id"], "keyType": "API_KEY"})
    return {"api": api["id"], "plan": plan["id"], "key": key["id"], "value": VALUE, "name": '"first"', "digest": hashlib.sha256(VALUE.encode()).hexdigest()}


def value_of(number):
    return f"many-keys-value-{number:024d}"


def copies(first, count):
    """The names of each copy; key n is on plan n % PLANS, which opens API n % PLANS."""
    for number in range(1, count):
        value, plan = value_of(number), number % PLANS
        yield {"api": f"a{plan:09d}" if plan else first["api"], "plan": f"p{plan:05d}" if plan else first["plan"], "key": f"k{number:09d}", "value": value,
               "name": f'"key-{number}"', "digest": hashlib.sha256(value.encode()).hexdigest()}


def seed(folder, first, count):
    database = sqlite3.connect(folder / "state.db")
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
        database.execute("PRAGMA " + pragma)
    templates = [(key, bytes(value).decode()) for key, value in database.execute("SELECT key, value FROM rows WHERE key LIKE 'apigateway-%' ORDER BY key")]
    version = database.execute("SELECT value FROM sequence").fetchone()[0]

    def rename(text, names, which):
        for name in which:
            text = text.replace(first[name], names[name])
        return text

    names = list(copies(first, count))
    for key, value in templates:
        which = [name for name in first if first[name] in key or first[name] in value]
        mine = [part for part in ("key", "plan", "api") if first[part] in key]
        if "digest" in which and first["digest"] in key or "key" in mine:
            subjects = names
        elif mine:
            subjects = names[:PLANS - 1]
        else:
            continue
        rows = sorted((rename(key, copy, which), rename(value, copy, which).encode()) for copy in subjects)
        database.executemany("INSERT INTO rows (key, version, value) VALUES (?, ?, ?)", ((k, version + i, v) for i, (k, v) in enumerate(rows, 1)))
        version += len(rows)
    database.execute("UPDATE sequence SET value = ?", (version,))
    database.commit()
    database.execute("PRAGMA journal_mode=WAL")
    database.close()


def timed(action):
    began = time.monotonic()
    answer = action()
    return (time.monotonic() - began) * 1000, answer


def status(url, key):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"x-api-key": key}), timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def measure(run, arguments, counts=(1_000, 100_000, 1_000_000)):
    folder = run.WORK / "keys"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    process, url = run.serve("--account-throttle", "none", data=str(folder / "first"))
    first = make_first(url)
    run.end(process)
    script = folder / "keys.lua"
    run.say("Keys in the store, on 1,000 plans of 1,000 APIs. Start: spawn to first healthy answer. Memory: resident, 3 s after it and again at the end. The last columns: requests a second at 16 connections "
            "to a keyed MOCK method with one key, with many (10 to 10,000) by turns, and with a key that is nobody's.\n")
    run.say("| keys | store | start, median of 3 | memory after start | page of 25 | name filter, no match | create | disabled acts | one key | many keys | unknown key | memory at the end |\n|--:|" + "--:|" * 11)
    for count in counts:
        data = folder / str(count)
        shutil.copytree(folder / "first", data)
        seed(data, first, count)
        size = sum(file.stat().st_size for file in data.rglob("state.db*")) / 1e6
        starts = []
        for _ in range(3):
            port = run.free_port()
            began = time.monotonic()
            process = subprocess.Popen([run.PROGRAM, "serve", "--listen", f"127.0.0.1:{port}", "--data", str(data), "--account-throttle", "none"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            run.wait_for(f"http://127.0.0.1:{port}/_gatehouse/health")
            starts.append((time.monotonic() - began) * 1000)
            if len(starts) < 3:
                run.end(process)
        time.sleep(3)
        memory = run.resident_mb(process.pid)
        url = f"http://127.0.0.1:{port}"
        other = 501 % PLANS
        target = f"{url}/_aws/execute-api/a{other:09d}/live/"
        assert status(target, value_of(other)) == 200, "a seeded key was refused"
        assert status(target, value_of(other + 1)) == 403, "a key of another API was let in"
        page, answer = timed(lambda: aws(url, "GET", "/apikeys?limit=25"))
        assert len(answer["item"]) == 25
        none, answer = timed(lambda: aws(url, "GET", "/apikeys?limit=25&name=nobody"))
        assert not answer["item"]
        create, made = timed(lambda: aws(url, "POST", "/apikeys", {"name": "late", "enabled": True}))
        disabled, _ = timed(lambda: aws(url, "PATCH", f"/apikeys/k{other:09d}", {"patchOperations": [{"op": "replace", "path": "/enabled", "value": "false"}]}))
        assert status(target, value_of(other)) == 403, "a disabled key was let in"
        aws(url, "PATCH", f"/apikeys/k{other:09d}", {"patchOperations": [{"op": "replace", "path": "/enabled", "value": "true"}]})
        script.write_text(f"""local n, plans, keys = 0, {min(10, max(1, 10_000 * PLANS // count))}, {count // PLANS}
request = function()
  local plan = {other} + n % plans
  local number = plan + math.floor(n / plans) % keys * {PLANS}
  n = n + 1
  return wrk.format("GET", string.format("/_aws/execute-api/a%09d/live/", plan), {{["x-api-key"] = string.format("many-keys-value-%024d", number)}})
end
""")
        rates = []
        for headers, more in (([f"x-api-key: {value_of(other)}"], []), ([], ["-s", str(script)]), ([f"x-api-key: {run.UNKNOWN_KEY}"], [])):
            runs = []
            for _ in range(3):
                output = subprocess.run(["wrk", "-t1", "-c16", f"-d{arguments.seconds}s", target, *sum((["-H", header] for header in headers), []), *more], capture_output=True, text=True, check=True).stdout
                runs.append(float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]))
            rates.append(sorted(runs)[1])
        run.say(f"| {count:,} | {size:,.0f} MB | {sorted(starts)[1]:.0f} ms | {memory:.0f} MB | {page:.0f} ms | {none:.0f} ms | {create:.0f} ms | {disabled:.0f} ms | " + " | ".join(f"{rate:,.0f}" for rate in rates)
                + f" | {run.resident_mb(process.pid):.0f} MB |")
        run.end(process)
        shutil.rmtree(data)
