#!/usr/bin/env python3
"""Counts the methods that the runtime compiles from the start of a published server to its first EC2 answer, and fails above the limit.

Usage: bench/methods.py FOLDER [--most 300] [--tool ec2_list_instances] [--show]     FOLDER is what `dotnet publish Host -c Release -r ...` made

It also fails when an assembly is loaded before initialize is answered that only something else needs (looked for on Linux). There is no clock in it, so it
says the same on any machine. --show groups what was compiled by the type that it belongs to. Needs Node 18 or newer.
"""

import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PORT = 18735
# For commands, for requests to AWS, for HTTP: a start over stdio needs none of them.
LATER = re.compile(r"(System\.CommandLine|System\.Net\..+|System\.Linq\.Expressions|System\.Private\.Xml|Microsoft\.AspNetCore\..+"
                   r"|OpenTelemetry.*|Spectre.*|YamlDotNet|Newtonsoft.*|AWSSDK\.(?!Core).+|Infra\.Drawing|Infra\.Plugins\..+)\.dll")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=300)
    parser.add_argument("--tool", default="ec2_list_instances")
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    infra = given.folder.resolve() / ("infra.exe" if os.name == "nt" else "infra")
    stub = subprocess.Popen(["node", str(HERE / "aws_stub.mjs"), str(PORT)], stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        with tempfile.TemporaryDirectory() as folder:
            compiled, early = count(infra, given.tool, Path(folder))
    finally:
        stub.terminate()
    if given.show:
        types = collections.Counter(re.split(r"[:\[]", line.split("JIT compiled ", 1)[1])[0] for line in compiled)
        for name, number in types.most_common(60):
            print(f"{number:5} {name}")
    print(f"{len(compiled)} methods compiled until the first answer of {given.tool}; at most {given.most} are allowed")
    if early:
        print(f"loaded before initialize is answered, and not needed for it: {', '.join(sorted(early))}")
    return 0 if len(compiled) <= given.most and not early else 1


def count(infra, tool, folder):
    log = folder / "compiled.txt"
    environment = {
        **os.environ, "HOME": str(folder), "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{PORT}", "AWS_EC2_METADATA_DISABLED": "true",
        "DOTNET_JitStdOutFile": str(log), "DOTNET_JitDisasmSummary": "1", "DOTNET_TieredCompilation_BackgroundWorkerTimeoutMs": "0",
    }
    server = subprocess.Popen([str(infra), "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, env=environment, text=True)

    def send(**message):
        server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        server.stdin.flush()

    def answer(number):
        for line in server.stdout:
            message = json.loads(line)
            if message.get("id") == number:
                return message["result"]
        sys.exit("the server ended without an answer")

    client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "methods", "version": "1"}}
    send(id=1, method="initialize", params=client)
    answer(1)
    maps = Path(f"/proc/{server.pid}/maps")
    loaded = {Path(line.split(maxsplit=5)[5]).name for line in maps.read_text().splitlines() if line.endswith(".dll")} if maps.exists() else set()
    send(method="notifications/initialized")
    send(id=2, method="tools/list")
    answer(2)
    send(id=3, method="tools/call", params={"name": tool, "arguments": {}})
    result = answer(3)
    # A kill and no orderly end: what the end compiles is not asked for. The lines are written as they come.
    time.sleep(0.2)
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if "JIT compiled " in line]
    server.kill()
    server.wait()
    if result.get("isError"):
        sys.exit(result["content"][0]["text"])
    # What was compiled a second time, better, is no matter of the start.
    return [line for line in lines if "Tier1" not in line], {name for name in loaded if LATER.fullmatch(name)}


if __name__ == "__main__":
    sys.exit(main())
