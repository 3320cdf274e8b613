#!/usr/bin/env python3
"""One tool call over many regions and accounts, beside boto3 with threads, turn by turn in one run.

USAGE: everywhere.py [--runs 9] [--instances 20] [--latency 50] SERVER        SERVER: the published folder, or infra.dll

Needs node (for everywhere_stub.mjs) and boto3; for the commands also xargs and the AWS CLI. Prints a JSON object for each comparison: milliseconds as [median, least, most], the ratio of
medians, rows that were counted on both sides, and what the stub saw. 'fetch' is what the same answers take to arrive at a program that sends all requests at once, signs none and reads no XML:
nothing can be faster. The server is warm: the calls until its code is
compiled for good are not counted, and a first call of boto3 neither.
"""
import argparse, json, os, selectors, socket, statistics, subprocess, sys, tempfile, threading, time, urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

REGIONS = ("us-east-1 us-east-2 us-west-1 us-west-2 ap-south-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2 "
           "ca-central-1 eu-central-1 eu-west-1 eu-west-2 eu-west-3 eu-north-1 sa-east-1 af-south-1 ap-east-1 ap-south-2 ap-southeast-3 "
           "ap-southeast-4 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 mx-central-1").split()
HERE = Path(__file__).resolve().parent
# The runtime compiles a method again after thirty calls and a tenth of a second without new ones, on a thread of its own.
WARM = 40


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Stub:
    def __init__(self, instances, latency, **environment):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(["node", HERE / "everywhere_stub.mjs", str(self.port), str(instances), str(latency)],
                                        stderr=subprocess.PIPE, env={**os.environ, **environment})
        self.process.stderr.readline()

    def stats(self):
        return json.loads(urllib.request.urlopen(f"{self.url}/reset").read())

    def close(self):
        self.process.kill()
        self.process.wait()


def environment(folder, plugins, url, settings=""):
    """With a configuration in the folder."""
    config = folder / "plugins.json"
    listed = ", ".join(json.dumps({"path": str(p)}) for p in plugins)
    config.write_text('{ "answers": { "maxCharacters": 1000000 }, %s "plugins": [ %s ] }' % (settings, listed))
    return {**os.environ, "AWS_ACCESS_KEY_ID": "dummy", "AWS_SECRET_ACCESS_KEY": "dummy", "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_DISABLED": "true", "INFRA_CONFIG": str(config), "AWS_PAGER": "",
            "INFRA_JOURNAL": str(folder / "journal"), "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}


def fifty_accounts():
    named = ", ".join('"a%02d": { "roleArn": "arn:aws:iam::%012d:role/infra" }' % (i, i) for i in range(50))
    return '"aws": { "accounts": { %s } },' % named


class Server:
    """infra serve on stdio, with plain JSON lines."""

    def __init__(self, path, url, settings="", plugins=("Ec2",)):
        self.folder = tempfile.TemporaryDirectory()
        path = Path(path).resolve()
        folder = path if path.is_dir() else path.parent
        command = [folder / "infra"] if (folder / "infra").exists() else ["dotnet", folder / "infra.dll"]
        self.command = [str(c) for c in command]
        self.environment = environment(Path(self.folder.name), [folder / "plugins" / p for p in plugins], url, settings)
        self.process = subprocess.Popen(self.command + ["serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, env=self.environment, cwd=self.folder.name)
        self.next = 0
        self.request("initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}})
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def send(self, message):
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def request(self, method, params):
        self.next += 1
        self.send({"jsonrpc": "2.0", "id": self.next, "method": method, "params": params})
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit("the server ended")
            if b'"id":%d' % self.next in line:
                return line

    def call(self, tool, **arguments):
        started = time.perf_counter()
        line = self.request("tools/call", {"name": tool, "arguments": arguments})
        return (time.perf_counter() - started) * 1e3, line

    def memory(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return round(int(line.split()[1]) / 1024)

    def cpu(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.folder.cleanup()


def answer(line):
    result = json.loads(line)["result"]
    if result.get("isError"):
        raise SystemExit(result["content"][0]["text"])
    return result["structuredContent"]


def boto(url):
    import boto3
    from botocore.config import Config
    return [boto3.client("ec2", region_name=r, endpoint_url=url, aws_access_key_id="dummy", aws_secret_access_key="dummy",
                         config=Config(retries={"max_attempts": 0})) for r in REGIONS]


class Fetch:
    """The answers of some regions, fetched at once and not read."""

    def __init__(self, port, named):
        body = b"Action=DescribeInstances&MaxResults=1000&Version=2016-11-15"
        head = ("POST / HTTP/1.1\r\nHost: ec2.%s.amazonaws.com\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n"
                "Authorization: AWS4-HMAC-SHA256 Credential=dummy/20260101/%s/ec2/aws4_request\r\n\r\n")
        self.open = [(socket.create_connection(("127.0.0.1", port)), (head % (r, len(body), r)).encode() + body) for r in named]

    def once(self):
        started = time.perf_counter()
        with selectors.DefaultSelector() as waiting:
            for connection, request in self.open:
                connection.sendall(request)
                waiting.register(connection, selectors.EVENT_READ, bytearray())
            while waiting.get_map():
                for key, _ in waiting.select():
                    key.data.extend(key.fileobj.recv(1 << 20))
                    head, _, rest = bytes(key.data).partition(b"\r\n\r\n")
                    if rest and len(rest) >= int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]):
                        waiting.unregister(key.fileobj)
        return (time.perf_counter() - started) * 1e3


def spread(times):
    return [round(statistics.median(times), 1), round(min(times), 1), round(max(times), 1)]


def regions(server_path, instances, latency, runs):
    stub = Stub(instances, latency)
    server = Server(server_path, stub.url)
    clients = boto(stub.url)
    one = lambda c: sum(len(r["Instances"]) for r in c.describe_instances(MaxResults=1000)["Reservations"])
    one(clients[0])
    for count in (17, 30):
        named, fetch = ",".join(REGIONS[:count]), Fetch(stub.port, REGIONS[:count])
        arguments = {"region": named, "limit": 500}
        for _ in range(WARM):
            server.call("ec2_list_instances", **arguments)
            time.sleep(0.5)
        for threads in (count, 10):
            ours, theirs, alone, rows = [], [], [], 0
            for _ in range(runs):
                started = time.perf_counter()
                with ThreadPoolExecutor(threads) as pool:
                    found = sum(pool.map(one, clients[:count]))
                theirs.append((time.perf_counter() - started) * 1e3)
                elapsed, line = server.call("ec2_list_instances", **arguments)
                ours.append(elapsed)
                rows = len(answer(line)["items"])
                alone.append(fetch.once())
            stub.stats()
            server.call("ec2_list_instances", **arguments)
            print(json.dumps({"regions": count, "instances": instances, "boto3_threads": threads, "boto3_ms": spread(theirs), "infra_ms": spread(ours), "fetch_ms": spread(alone),
                              "times_faster": round(statistics.median(theirs) / statistics.median(ours), 2), "load": os.getloadavg()[0], "boto3_rows": found, "infra_rows": rows,
                              "stub": stub.stats(), "infra_mb": server.memory()}), flush=True)
    server.close()
    stub.close()


def accounts(server_path, latency, runs, most=64):
    """50 accounts of 17 regions, 20 instances each, of which a filter by the client keeps none: every cell is asked."""
    stub = Stub(20, latency)
    server = Server(server_path, stub.url, fifty_accounts())
    arguments = {"account": "all", "region": "all", "name": "none-*"}
    server.call("ec2_list_instances", **arguments)
    for _ in range(10):
        server.call("ec2_list_instances", **arguments)
    stub.stats()
    times, cpu = [], server.cpu()
    for _ in range(runs):
        elapsed, line = server.call("ec2_list_instances", **arguments)
        times.append(elapsed)
        told = answer(line)
        assert told["complete"], line[:2000]
    stats, cpu = stub.stats(), (server.cpu() - cpu) / runs
    rounds = -(-850 // most) * latency
    print(json.dumps({"cells": 850, "infra_ms": spread(times), "latency_alone_ms": rounds, "times_latency": round(statistics.median(times) / rounds, 2),
                      "cpu_ms": round(cpu), "load": os.getloadavg()[0],
                      "stub": {**stats, "runs": runs}, "infra_mb": server.memory()}), flush=True)
    server.close()
    stub.close()


def commands(server_path, latency, runs):
    """`infra call` once over 17 regions beside `aws` for each of them by xargs; how soon a listing over 850 cells has its first row."""
    stub = Stub(20, latency)
    infra, plugins = Path(server_path).resolve() / "infra", [Path(server_path).resolve() / "plugins" / "Ec2"]
    with tempfile.TemporaryDirectory() as name:
        folder, ours, theirs = Path(name), [], []
        env = environment(folder, plugins, stub.url)
        parallel = f"printf '%s\\n' {' '.join(REGIONS[:17])} | xargs -P 17 -I R aws ec2 describe-instances --region R"
        for _ in range(runs):
            for command, into in (([infra, "call", "ec2_list_instances", f"region={','.join(REGIONS[:17])}"], ours), (["sh", "-c", parallel], theirs)):
                started = time.perf_counter()
                subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
                into.append((time.perf_counter() - started) * 1e3)
        print(json.dumps({"regions": 17, "infra_call_ms": spread(ours), "xargs_aws_ms": spread(theirs),
                          "ratio": round(statistics.median(ours) / statistics.median(theirs), 3)}), flush=True)
        env, after_first, after_list = environment(folder, plugins, stub.url, fifty_accounts()), [], []
        for _ in range(runs):
            stub.stats()
            process = subprocess.Popen([infra, "list", "ec2", "instances", "--account", "all", "--region", "all", "-o", "csv"],
                                       env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            process.stdout.readline(), process.stdout.readline()
            now = time.time() * 1e3
            seen = stub.stats()["first"]
            after_first.append(now - min(seen.values()))
            after_list.append(now - seen["DescribeInstances"])
            process.communicate()
        print(json.dumps({"cells": 850, "first_row_ms_after_first_request": spread(after_first), "after_first_request_of_the_list": spread(after_list)}), flush=True)
    stub.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--instances", type=int, nargs="*", default=[20, 1000])
    parser.add_argument("--latency", type=int, default=50)
    parser.add_argument("--only", choices=["regions", "accounts", "commands"])
    given = parser.parse_args()
    if given.only in (None, "regions"):
        for instances in given.instances:
            regions(given.server, instances, given.latency, given.runs if instances < 500 else max(3, given.runs // 3))
    if given.only in (None, "accounts"):
        accounts(given.server, given.latency, given.runs)
    if given.only in (None, "commands"):
        commands(given.server, given.latency, max(3, given.runs // 3))
