#!/usr/bin/env python3
"""oneshot.py - time several one-shot commands round-robin (A B C A B C ...), so that ratios survive a noisy machine.

USAGE: oneshot.py [--runs 12] [--warmup 1] [--base NAME] NAME='COMMAND' [NAME='COMMAND' ...]
       (a command is split as a shell splits words; no shell is used. Output goes to /dev/null.)
Prints, per command: wall ms, CPU ms (user+system) and peak RSS MB as median [min..max], the exit codes seen,
and the wall and CPU ratio to --base (default: the first), pair by pair. Python 3 standard library only; Linux.
"""
import argparse, os, shlex, statistics as st, subprocess, sys, time
ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--runs", type=int, default=12); ap.add_argument("--warmup", type=int, default=1)
ap.add_argument("--base"); ap.add_argument("cmd", nargs="+")
o = ap.parse_args()
cmds = {}
for c in o.cmd:
    k, _, v = c.partition("=")
    cmds[k] = shlex.split(v)
base = o.base or next(iter(cmds))
res = {k: [] for k in cmds}; codes = {k: set() for k in cmds}
for i in range(-o.warmup, o.runs):
    for k, c in cmds.items():
        t = time.perf_counter()
        p = subprocess.Popen(c, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, ru = os.wait4(p.pid, 0)
        p.returncode = status
        w = (time.perf_counter() - t) * 1e3
        codes[k].add(os.waitstatus_to_exitcode(status))
        if i >= 0:
            res[k].append((w, (ru.ru_utime + ru.ru_stime) * 1e3, ru.ru_maxrss / 1024))
m = lambda xs, f="%.0f": (f + " [" + f + ".." + f + "]") % (st.median(xs), min(xs), max(xs))
print("| command | wall ms | cpu ms | peak RSS MB | wall / %s | cpu / %s | exit |" % (base, base))
print("|---|---|---|---|---|---|---|")
for k, r in res.items():
    rw = [a[0] / b[0] for a, b in zip(r, res[base])]; rc = [a[1] / max(b[1], 1e-9) for a, b in zip(r, res[base])]
    print("| %s | %s | %s | %s | %s | %s | %s |" % (k, m([x[0] for x in r]), m([x[1] for x in r]), m([x[2] for x in r]),
          m(rw, "%.2f"), m(rc, "%.2f"), sorted(codes[k])))
