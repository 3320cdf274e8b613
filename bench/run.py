#!/usr/bin/env python3
"""Measures the published program beside an earlier build of itself and beside its peers, in pairs, and prints a Markdown table.

Usage: bench/run.py prepare [FOLDER]     builds what is measured in FOLDER (../infra-bench by default): the working tree for this platform, whole
                                         (new) and on the machine's framework (new-fd), the base build, the raw SDK, and the peers by package
       bench/run.py measure [FOLDER] [--runs 9] [--only WORD]
                                         one table row each: medians, and the median of the pairs' ratios with its range

The base is the commit in BASE. Needs the .NET SDK, Node 18 or newer with npm, and Python with aws-cli 1 (pip install awscli); Linux, since memory and
processor time are read from /proc. Not part of CI: it takes most of an hour, and a machine with nothing else to do gives the steadiest figures. Ratios of
pairs in one run hold on a busy one as well; times alone do not.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

BASE = "dad6990"
PEER = ("kubernetes-mcp-server", "0.0.67")
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PORT = 18734
# The server sends 50 requests a second to a service (decision 27): a call that waits for its turn would measure that.
PAUSE = "21"
EC2, PROFILES = "ec2_list_instances", "account_list_profiles"
AWS = {
    "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ENDPOINT_URL": f"http://127.0.0.1:{PORT}", "AWS_EC2_METADATA_DISABLED": "true",
}


def publish(tree, out, *more):
    subprocess.run(["dotnet", "publish", str(tree / "Host"), "-c", "Release", "-r", "linux-x64", "-v", "q", "-o", str(out), *more], check=True)


def prepare(folder):
    folder.mkdir(parents=True, exist_ok=True)
    publish(ROOT, folder / "new")
    publish(ROOT, folder / "new-fd", "--no-self-contained")
    subprocess.run(["dotnet", "publish", str(HERE / "raw"), "-c", "Release", "-r", "linux-x64", "-v", "q", "-o", str(folder / "raw")], check=True)
    if not (folder / "base").exists():
        tree = folder / "base-source"
        subprocess.run(["git", "-C", str(ROOT), "worktree", "add", "--force", "--detach", str(tree), BASE], check=True)
        publish(tree, folder / "base", "-p:PublishReadyToRun=true", "--no-self-contained")
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), "@".join(PEER)], check=True)


def stdio(folder, runs, a, b, *options):
    command = [sys.executable, str(HERE / "stdio.py"), "--runs", str(runs), "--cwd", str(folder / "empty"), "--vs", b, *options, "--", *a.split()]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **AWS, "HOME": str(folder / "empty"), "KUBECONFIG": str(kubeconfig(folder))})
    if not done.stdout:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def row(what, figures, key, unit="ms", most=None):
    a, b, ratio = figures["a"].get(key), figures["b"].get(key), figures["ratio_a_over_b"].get(key)
    if not (a and b and ratio):
        print(f"| {what} | no figure: {figures['a'].get('error') or figures['b'].get('error')} | | | |", flush=True)
        return
    print(f"| {what} | {a['median']:.4g} {unit} | {b['median']:.4g} {unit} | {ratio['median']:.2f} [{ratio['min']:.2f}..{ratio['max']:.2f}] | {most or ''} |", flush=True)


def oneshot(folder, runs, what, a, b, most):
    """Wall and processor time of two commands, turn by turn."""
    times = {0: [], 1: []}
    environment = {**os.environ, **AWS, "HOME": str(folder / "empty")}
    for n in range(-1, runs):
        for which, command in enumerate((a, b)):
            start = time.perf_counter()
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder / "empty", env=environment)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                sys.exit(f"{' '.join(command)} ended with {process.returncode}")
            if n >= 0:
                times[which].append(((time.perf_counter() - start) * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3))
    for i, kind in enumerate(("wall", "processor")):
        ratios = [x[i] / max(y[i], 1e-9) for x, y in zip(times[0], times[1])]
        mine, other = (statistics.median(t[i] for t in times[w]) for w in (0, 1))
        print(f"| {what}, {kind} | {mine:.4g} ms | {other:.4g} ms | {statistics.median(ratios):.2f} [{min(ratios):.2f}..{max(ratios):.2f}] | {most} |", flush=True)


def measure(folder, runs, only):
    (folder / "empty").mkdir(exist_ok=True)
    new, fd, base = (f"{folder / name / 'infra'} serve" for name in ("new", "new-fd", "base"))
    peer = str(next((folder / "node_modules").glob("kubernetes-mcp-server-*/bin/kubernetes-mcp-server-*")))
    aws = shutil.which("aws")
    infra = str(folder / "new" / "infra")
    stub = subprocess.Popen(["node", str(HERE / "aws_stub.mjs"), str(PORT)], stderr=subprocess.DEVNULL)
    time.sleep(1)
    first = lambda tool: ("--call", tool, "--calls", "0", "--call-warmup", "0")
    many = lambda tool, calls: ("--call", tool, "--calls", str(calls), "--call-warmup", "0", "--concurrency", "8")

    def rows():
        yield "start", lambda: [row(f"spawn to tools/list, beside {BASE}", f := stdio(folder, runs, new, base), "t_tools_list_ms", most="0.58"),
                                row("processor time until then", f, "cpu_ms"), row("memory after tools/list", f, "rss_mb", "MB", "66 MB")]
        yield "start", lambda: row("spawn to tools/list, beside kubernetes-mcp-server", stdio(folder, runs, new, peer), "t_tools_list_ms", most="2.7")
        yield "start", lambda: [row(f"on the machine's framework: spawn to tools/list, beside {BASE}", f := stdio(folder, runs, fd, base), "t_tools_list_ms", most="1.0"),
                                row("on the machine's framework: memory after tools/list", f, "rss_mb", "MB", "56 MB")]
        for tool, most in ((EC2, "0.30"), (PROFILES, "0.15"), ("rds_list_instances", "0.35"), ("s3_list_buckets", "0.35")):
            yield "first", lambda tool=tool, most=most: row(f"first call after tools/list, {tool}, beside {BASE}", stdio(folder, runs, new, base, *first(tool)), "call_first_ms", most=most)
        yield "first", lambda: row(f"on the machine's framework: first call, {EC2}", stdio(folder, runs, fd, base, *first(EC2)), "call_first_ms", most="1.0")
        yield "once", lambda: oneshot(folder, runs, f"infra call {EC2}, beside {BASE}", [infra, "call", EC2], [str(folder / "base" / "infra"), "call", EC2], "0.50")
        yield "once", lambda: oneshot(folder, runs, f"infra call {EC2}, beside aws ec2 describe-instances", [infra, "call", EC2], [aws, "ec2", "describe-instances"], "0.42")
        yield "once", lambda: oneshot(folder, runs, "infra tools, beside aws --version", [infra, "tools"], [aws, "--version"], "0.25")
        yield "once", lambda: oneshot(folder, runs, "infra --help, beside aws --version", [infra, "--help"], [aws, "--version"], "0.25")
        yield "warm", lambda: [row("trivial call, p50, beside kubernetes-mcp-server", f := trivial(folder, runs, new, peer), "call_p50_ms", most="1.2"),
                               row("trivial calls a second, 8 in flight", f, "calls_per_s_concurrent", "/s", "at least 1.2"), row("memory after them", f, "rss_after_calls_mb", "MB")]
        yield "warm", lambda: raw(folder, runs)
        yield "memory", lambda: row(f"memory after 1,000 trivial calls, beside {BASE}", stdio(folder, max(3, runs // 3), new, base, *many(PROFILES, 500)), "rss_after_calls_mb", "MB", "0.62")
        yield "memory", lambda: row(f"memory after 1,000 EC2 calls, beside {BASE}", stdio(folder, max(3, runs // 3), new, base, *many(EC2, 500)), "rss_after_calls_mb", "MB", "0.62")
        yield "memory", lambda: grown(folder, infra)

    print(f"| what | this build | beside it | ratio | to reach |\n|---|---|---|---|---|", flush=True)
    try:
        for word, make in rows():
            if only is None or only == word:
                make()
    finally:
        stub.terminate()


def trivial(folder, runs, new, peer):
    """The servers' own trivial tools, each with its own server, turn by turn."""
    a, b = [], []
    for _ in range(runs):
        for command, tool, into in ((new, PROFILES, a), (peer, "configuration_view", b)):
            done = subprocess.run([sys.executable, str(HERE / "stdio.py"), "--runs", "1", "--warmup", "0", "--cwd", str(folder / "empty"), "--call", tool, "--calls", "2000", "--call-warmup", "500",
                                   "--concurrency", "8", "--", *command.split()], capture_output=True, text=True, env={**os.environ, **AWS, "HOME": str(folder / "empty"), "KUBECONFIG": str(kubeconfig(folder))})
            into.append({k: v["median"] for k, v in json.loads(done.stdout).items() if isinstance(v, dict) and "median" in v})
    spread = lambda xs: {"median": statistics.median(xs), "min": min(xs), "max": max(xs)}
    keys = set(a[0]) & set(b[0])
    return {"a": {k: spread([x[k] for x in a]) for k in keys}, "b": {k: spread([x[k] for x in b]) for k in keys},
            "ratio_a_over_b": {k: spread([x[k] / y[k] for x, y in zip(a, b) if y[k]] or [0]) for k in keys}}


def raw(folder, runs):
    """A warm EC2 list through the server beside the same call of the SDK alone."""
    mine, sdk = [], []
    for _ in range(runs):
        done = subprocess.run([sys.executable, str(HERE / "stdio.py"), "--runs", "1", "--warmup", "0", "--cwd", str(folder / "empty"), "--call", EC2, "--calls", "300", "--call-warmup", "400", "--pause", PAUSE, "--",
                               str(folder / "new" / "infra"), "serve"], capture_output=True, text=True, env={**os.environ, **AWS, "HOME": str(folder / "empty")})
        mine.append(json.loads(done.stdout)["call_p50_ms"]["median"])
        done = subprocess.run([str(folder / "raw" / "raw"), AWS["AWS_ENDPOINT_URL"], "400", "300", PAUSE], capture_output=True, text=True, check=True)
        sdk.append(float(done.stdout))
    more = [a - b for a, b in zip(mine, sdk)]
    ratios = [a / b for a, b in zip(mine, sdk)]
    print(f"| warm {EC2}, 20 instances, p50, beside the raw SDK | {statistics.median(mine):.2f} ms | {statistics.median(sdk):.2f} ms | "
          f"{statistics.median(ratios):.2f} [{min(ratios):.2f}..{max(ratios):.2f}], {statistics.median(more):+.2f} ms | 1.08, +1 ms |", flush=True)


def grown(folder, infra):
    """Memory after 20,000 calls beside that after 1,000."""
    def after(calls):
        done = subprocess.run([sys.executable, str(HERE / "stdio.py"), "--runs", "1", "--warmup", "0", "--cwd", str(folder / "empty"), "--call", PROFILES, "--calls", str(calls // 2), "--call-warmup", "0",
                               "--concurrency", "8", "--", infra, "serve"], capture_output=True, text=True, env={**os.environ, **AWS, "HOME": str(folder / "empty")})
        return json.loads(done.stdout)["rss_after_calls_mb"]["median"]
    pairs = [(after(20_000), after(1_000)) for _ in range(3)]
    ratios = [a / b for a, b in pairs]
    print(f"| memory after 20,000 trivial calls, beside 1,000 | {statistics.median(a for a, _ in pairs):.0f} MB | {statistics.median(b for _, b in pairs):.0f} MB | "
          f"{statistics.median(ratios):.2f} [{min(ratios):.2f}..{max(ratios):.2f}] | 1.1 |", flush=True)


def kubeconfig(folder):
    file = folder / "kubeconfig"
    file.write_text("apiVersion: v1\nkind: Config\ncurrent-context: none\nclusters: [{name: none, cluster: {server: 'http://127.0.0.1:1'}}]\n"
                    "contexts: [{name: none, context: {cluster: none, user: none}}]\nusers: [{name: none, user: {token: none}}]\n", encoding="utf-8")
    return file


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("do", choices=("prepare", "measure"))
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "infra-bench")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--only", choices=("start", "first", "once", "warm", "memory"))
    given = parser.parse_args()
    folder = given.folder.resolve()
    if given.do == "prepare":
        prepare(folder)
    else:
        measure(folder, given.runs, given.only)


if __name__ == "__main__":
    main()
