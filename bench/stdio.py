#!/usr/bin/env python3
"""stdio.py - time any MCP stdio server from outside, raw JSON-RPC lines, no SDK.

Python 3.8+ standard library only. Linux (memory and CPU figures are read from /proc).

WHAT ONE RUN DOES
  1. spawns the command (own session), starts the clock just before the spawn
  2. initialize -> notifications/initialized -> tools/list (follows nextCursor)
  3. reads memory and CPU of the whole process tree
  4. optional: --idle S     waits S seconds and reads memory again
  5. optional: --call TOOL  first call, then N counted calls, then (with
     --concurrency C) N calls kept C in flight
  6. closes stdin, waits for the process to go, and ends it if it does not

USAGE
  stdio.py [options] -- CMD [ARG ...]
  stdio.py [options] --vs 'OTHER CMD' -- CMD [ARG ...]   A B A B ..., ratios pair by pair

EXAMPLES
  # start-up, tool list and memory, 10 counted runs after one warm-up
  stdio.py --runs 10 -- dotnet out/Server.dll serve
  # against a peer in the same session (ratio A/B, pair by pair)
  stdio.py --runs 10 --vs 'azmcp server start --mode all' -- ./server
  # per-call latency of one tool, 200 calls after 20 uncounted ones, and 8 in flight
  stdio.py --runs 3 --call ec2_list --args '{"region":"us-east-1"}' \\
      --calls 200 --call-warmup 20 --concurrency 8 -- ./server
  # memory after one minute of idleness
  stdio.py --runs 3 --idle 60 -- ./server
  # keep the tool list for a tokenizer
  stdio.py --runs 1 --dump-tools tools.json -- ./server

OPTIONS
  --runs N           counted runs (10)            --warmup N     runs not counted, first (1)
  --vs 'CMD'         second command, split as a shell splits words; no shell is used
  --idle S           seconds of idleness before the second memory reading (0 = skip)
  --call TOOL        tool to call                 --args JSON    its arguments ({})
  --calls N          counted calls (100)          --call-warmup N  uncounted calls after the first (10)
  --concurrency C    also run N calls with C in flight
  --pause MS         between calls one by one, for what a server lets through at a rate
  --env K=V          environment for the server (repeatable)
  --cwd DIR          working directory            --protocol V   protocolVersion sent (2025-06-18)
  --timeout S        per request (120)            --stderr FILE  append the servers' stderr here
  --exit-wait S      seconds allowed to exit after stdin closes, then SIGTERM (3); "killed" counts it
  --dump-tools FILE  write A's tools array as JSON
  --raw              also print every run's figures

OUTPUT: one JSON object. Every figure is {"median","min","max","n"}.
  t_initialize_ms    spawn -> initialize response        t_tools_list_ms  spawn -> last tools/list response
  tools_list_rtt_ms  the tools/list round trip alone     t_exit_ms        stdin closed -> process gone
  cpu_ms             user+system CPU of the tree at tools/list (least sensitive to a noisy machine)
  rss_mb / pss_mb    memory of the tree after tools/list (pss counts shared pages once)
  rss_idle_mb        after --idle; rss_after_calls_mb after --call
  procs              processes in the tree (a launcher that stays alive is counted)
  tools, tools_list_bytes (result re-encoded as compact UTF-8 JSON), tools_list_wire_bytes
                     (as sent), tokens_est (bytes/4), bytes_per_tool, stdout_noise_lines
                     (lines on stdout that are not JSON-RPC: must be 0), exit_code, killed
  call_first_ms, call_p50_ms, call_p95_ms, call_p99_ms, call_bytes, call_errors,
                     calls_per_s_concurrent
EXIT STATUS: 0 all runs finished; 1 a run failed (the error is in the output); 2 bad arguments.
"""
import argparse
import json
import math
import os
import queue
import shlex
import signal
import statistics
import subprocess
import sys
import threading
import time

MS = 1000.0
CLK = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    with open("/proc/%d/stat" % pid, "rb") as f:
        rest = f.read().rsplit(b")", 1)[1].split()
    return rest  # rest[0]=state, [1]=ppid, [11]=utime, [12]=stime, [13]=cutime, [14]=cstime


def tree(root):
    """pids of root and all its living descendants"""
    kids = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                kids.setdefault(int(_stat(int(name))[1]), []).append(int(name))
            except (OSError, IndexError):
                pass
    out, todo = [], [root]
    while todo:
        p = todo.pop()
        out.append(p)
        todo += kids.get(p, [])
    return out


def usage(root):
    """(rss MB, pss MB, cpu ms, number of processes) of the tree"""
    rss = pss = cpu = n = 0
    for pid in tree(root):
        try:
            st = _stat(pid)
            if st[0] == b"Z":
                continue
            cpu += sum(int(x) for x in st[11:15])
            with open("/proc/%d/status" % pid) as f:
                for line in f:
                    if line.startswith("VmRSS:"):
                        rss += int(line.split()[1])
            n += 1
            with open("/proc/%d/smaps_rollup" % pid) as f:
                for line in f:
                    if line.startswith("Pss:"):
                        pss += int(line.split()[1])
        except (OSError, IndexError):
            pass
    return rss / 1024.0, pss / 1024.0, cpu * MS / CLK, n


class RpcError(Exception):
    pass


class Server:
    def __init__(self, cmd, opt):
        env = dict(os.environ)
        for kv in opt.env:
            k, _, v = kv.partition("=")
            env[k] = v
        self.timeout = opt.timeout
        self.noise = 0
        self.nid = 0
        self.err = open(opt.stderr, "ab") if opt.stderr else subprocess.DEVNULL
        self.t0 = time.perf_counter()
        self.p = subprocess.Popen(cmd, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=self.err, env=env, cwd=opt.cwd, bufsize=0,
                                  start_new_session=True)
        self.q = queue.Queue()
        self.r = threading.Thread(target=self._read, daemon=True)
        self.r.start()

    def _read(self):
        with os.fdopen(os.dup(self.p.stdout.fileno()), "rb", 1 << 20) as f:
            for line in f:
                self.q.put((time.perf_counter(), line))
        self.q.put((time.perf_counter(), None))

    def send(self, obj):
        obj["jsonrpc"] = "2.0"
        self.p.stdin.write(json.dumps(obj, separators=(",", ":")).encode() + b"\n")

    def start(self, method, params=None):
        self.nid += 1
        msg = {"id": self.nid, "method": method}
        if params is not None:
            msg["params"] = params
        self.send(msg)
        return self.nid

    def take(self):
        """next response: (time, id, message, bytes on the wire); answers the server's own requests"""
        while True:
            try:
                t, line = self.q.get(timeout=self.timeout)
            except queue.Empty:
                raise RpcError("no answer within %gs" % self.timeout)
            if line is None:
                raise RpcError("server closed stdout (exit code %s)" % self.p.poll())
            if not line.strip():
                continue
            try:
                m = json.loads(line)
                if not isinstance(m, dict) or m.get("jsonrpc") != "2.0":
                    raise ValueError
            except ValueError:
                self.noise += 1
                continue
            if "method" in m:
                if "id" in m:  # a request from the server
                    if m["method"] == "ping":
                        self.send({"id": m["id"], "result": {}})
                    elif m["method"] == "roots/list":
                        self.send({"id": m["id"], "result": {"roots": []}})
                    else:
                        self.send({"id": m["id"], "error": {"code": -32601, "message": "not supported"}})
                continue
            return t, m.get("id"), m, len(line)

    def ask(self, method, params=None):
        want = self.start(method, params)
        while True:
            t, i, m, n = self.take()
            if i == want:
                if "error" in m:
                    raise RpcError("%s: %s" % (method, json.dumps(m["error"])[:400]))
                return t, m["result"], n

    def stop(self, wait=3.0):
        """close stdin, wait, then end only our own child's session"""
        t0 = time.perf_counter()
        killed = 0
        try:
            self.p.stdin.close()
        except OSError:
            pass
        for sig, limit in ((None, wait), (signal.SIGTERM, 3), (signal.SIGKILL, 5)):
            if sig is not None:
                killed = 1
                try:
                    os.killpg(self.p.pid, sig)
                except OSError:
                    pass
            try:
                self.p.wait(limit)
                break
            except subprocess.TimeoutExpired:
                pass
        t = (time.perf_counter() - t0) * MS
        try:  # a launcher may be gone while its child stays
            os.killpg(self.p.pid, signal.SIGKILL)
        except OSError:
            pass
        self.r.join(2)
        self.p.stdout.close()
        if self.err is not subprocess.DEVNULL:
            self.err.close()
        return t, killed, self.p.returncode


def pct(sorted_xs, q):
    return sorted_xs[max(0, math.ceil(q * len(sorted_xs)) - 1)]


def one_run(cmd, opt, dump=None):
    s = Server(cmd, opt)
    o = {}
    try:
        t, init, _ = s.ask("initialize", {
            "protocolVersion": opt.protocol, "capabilities": {"roots": {}},
            "clientInfo": {"name": "mcp_stdio_bench", "version": "1"}})
        o["t_initialize_ms"] = (t - s.t0) * MS
        o["_server"] = init.get("serverInfo", {})
        o["_protocol"] = init.get("protocolVersion")
        o["_instructions_bytes"] = len((init.get("instructions") or "").encode())
        s.send({"method": "notifications/initialized"})
        tools, wire, cursor, t_ask = [], 0, None, time.perf_counter()
        while True:
            t, res, n = s.ask("tools/list", {"cursor": cursor} if cursor else {})
            tools += res.get("tools", [])
            wire += n
            cursor = res.get("nextCursor")
            if not cursor:
                break
        o["t_tools_list_ms"] = (t - s.t0) * MS
        o["tools_list_rtt_ms"] = (t - t_ask) * MS
        o["rss_mb"], o["pss_mb"], o["cpu_ms"], o["procs"] = usage(s.p.pid)
        enc = json.dumps({"tools": tools}, separators=(",", ":"), ensure_ascii=False).encode()
        o["tools"] = len(tools)
        o["tools_list_bytes"] = len(enc)
        o["tools_list_wire_bytes"] = wire
        o["tokens_est"] = len(enc) / 4.0
        o["bytes_per_tool"] = len(enc) / len(tools) if tools else 0
        if dump:
            with open(dump, "w", encoding="utf-8") as f:
                json.dump(tools, f, ensure_ascii=False, separators=(",", ":"))
        if opt.idle:
            time.sleep(opt.idle)
            o["rss_idle_mb"], o["pss_idle_mb"], cpu2, _ = usage(s.p.pid)
            o["idle_cpu_ms"] = cpu2 - o["cpu_ms"]
        if opt.call:
            par = {"name": opt.call, "arguments": opt.args}
            errors = 0

            def call():
                t1 = time.perf_counter()
                t2, res, n = s.ask("tools/call", par)
                return (t2 - t1) * MS, n, bool(res.get("isError"))

            ms, n, bad = call()
            o["call_first_ms"] = ms
            o["t_first_call_done_ms"] = (time.perf_counter() - s.t0) * MS
            errors += bad
            for _ in range(opt.call_warmup):
                time.sleep(opt.pause / MS)
                errors += call()[2]
            xs, size = [], n
            for _ in range(opt.calls):
                time.sleep(opt.pause / MS)
                ms, size, bad = call()
                xs.append(ms)
                errors += bad
            xs.sort()
            if xs:
                o["call_p50_ms"], o["call_p95_ms"], o["call_p99_ms"] = (pct(xs, q) for q in (.5, .95, .99))
            o["call_bytes"] = size
            if opt.concurrency > 1:
                t1, sent, done = time.perf_counter(), 0, 0
                while done < opt.calls:
                    while sent < opt.calls and sent - done < opt.concurrency:
                        s.start("tools/call", par)
                        sent += 1
                    _, _, m, _ = s.take()
                    done += 1
                    errors += "error" in m or bool(m.get("result", {}).get("isError"))
                o["calls_per_s_concurrent"] = opt.calls / (time.perf_counter() - t1)
            o["call_errors"] = errors
            o["rss_after_calls_mb"] = usage(s.p.pid)[0]
    except (RpcError, OSError) as e:
        o["_error"] = str(e)
    o["stdout_noise_lines"] = s.noise
    o["t_exit_ms"], o["killed"], o["exit_code"] = s.stop(opt.exit_wait)
    return o


def summary(runs):
    out = {}
    for k in runs[0]:
        if k.startswith("_"):
            out[k[1:]] = runs[0][k]
            continue
        xs = [r[k] for r in runs if r.get(k) is not None]
        if xs:
            out[k] = {"median": round(statistics.median(xs), 2), "min": round(min(xs), 2),
                      "max": round(max(xs), 2), "n": len(xs)}
    errs = [r["_error"] for r in runs if "_error" in r]
    if errs:
        out["error"] = errs[0]
        out["failed_runs"] = len(errs)
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--runs", type=int, default=10)
    ap.add_argument("--warmup", type=int, default=1)
    ap.add_argument("--vs")
    ap.add_argument("--idle", type=float, default=0)
    ap.add_argument("--call")
    ap.add_argument("--args", type=json.loads, default={})
    ap.add_argument("--calls", type=int, default=100)
    ap.add_argument("--call-warmup", type=int, default=10)
    ap.add_argument("--concurrency", type=int, default=1)
    ap.add_argument("--pause", type=float, default=0)
    ap.add_argument("--env", action="append", default=[])
    ap.add_argument("--cwd")
    ap.add_argument("--protocol", default="2025-06-18")
    ap.add_argument("--timeout", type=float, default=120)
    ap.add_argument("--exit-wait", type=float, default=3)
    ap.add_argument("--stderr")
    ap.add_argument("--dump-tools")
    ap.add_argument("--raw", action="store_true")
    ap.add_argument("cmd", nargs=argparse.REMAINDER, metavar="-- CMD [ARG ...]")
    opt = ap.parse_args()
    cmd = opt.cmd[1:] if opt.cmd[:1] == ["--"] else opt.cmd
    if not cmd or opt.runs < 1:
        ap.error("give a command after --")
    b = shlex.split(opt.vs) if opt.vs else None
    for _ in range(opt.warmup):
        one_run(cmd, opt)
        if b:
            one_run(b, opt)
    ra, rb = [], []
    for _ in range(opt.runs):
        ra.append(one_run(cmd, opt, opt.dump_tools))
        if b:
            rb.append(one_run(b, opt))
    out = {"a": dict(cmd=" ".join(cmd), **summary(ra))}
    if b:
        out["b"] = dict(cmd=opt.vs, **summary(rb))
        ratio = {}
        for k in ra[0]:
            if k.startswith("_") or k in ("exit_code", "killed", "stdout_noise_lines", "procs"):
                continue
            xs = [x[k] / y[k] for x, y in zip(ra, rb) if x.get(k) and y.get(k)]
            if xs:
                ratio[k] = {"median": round(statistics.median(xs), 3), "min": round(min(xs), 3),
                            "max": round(max(xs), 3), "n": len(xs)}
        out["ratio_a_over_b"] = ratio
    if opt.raw:
        out["runs_a"] = ra
        out["runs_b"] = rb
    print(json.dumps(out if b else dict(out["a"], **({"runs": ra} if opt.raw else {})), indent=1))
    return 1 if any("_error" in r for r in ra + rb) else 0


if __name__ == "__main__":
    sys.exit(main())
