"""What tests/Container/run.sh does with the image: tools over stdio and over HTTP, with the credentials of a task role."""

import datetime
import http.server
import json
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

WORK = Path(sys.argv[1])
KEY, TOKEN = "ASIATASKROLE00000000", "the-task's-own-token"
failed = []


def say(ok, what, detail=""):
    print(f"ok: {what}" if ok else f"FAILED: {what}: {detail}", flush=True)
    if not ok:
        failed.append(what)


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


class Quiet(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, body, kind):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class TaskRole(Quiet):
    """The endpoint of a task's credentials, as ECS and EKS Pod Identity have it on the loopback or a link-local address."""
    asked = []

    def do_GET(self):
        self.asked.append(self.headers.get("Authorization"))
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        body = {"AccessKeyId": KEY, "SecretAccessKey": "secret", "Token": "session", "Expiration": until.strftime("%Y-%m-%dT%H:%M:%SZ")}
        good = self.headers.get("Authorization") == TOKEN
        self.answer(200 if good else 403, json.dumps(body if good else {"message": "no"}).encode(), "application/json")


class Aws(Quiet):
    """Passes requests on to moto, and keeps whose key signed them."""
    moto, keys = None, set()

    def pass_on(self):
        signed = re.search(r"Credential=([^/]+)/", self.headers.get("Authorization", ""))
        self.keys.add(signed.group(1) if signed else None)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = urllib.request.Request(self.moto + self.path, data=body or None, method=self.command, headers={
            k: v for k, v in self.headers.items() if k.lower() not in ("content-length", "connection", "expect")})
        try:
            with urllib.request.urlopen(request) as it:
                self.answer(it.status, it.read(), it.headers.get("Content-Type", "text/xml"))
        except urllib.error.HTTPError as e:
            self.answer(e.code, e.read(), e.headers.get("Content-Type", "text/xml"))

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = pass_on


def serve(handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def in_image(*command, variables=(), **options):
    return subprocess.Popen([WORK / "in-image", *variables, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, **options)


def message(number, method, **params):
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


INITIALIZE = message(1, "initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo={"name": "container", "version": "1"})


def over_stdio(variables):
    process = in_image("/app/infra", "serve", variables=variables)
    lines = [INITIALIZE, {"jsonrpc": "2.0", "method": "notifications/initialized"}, message(2, "tools/call", name="account_whoami", arguments={}),
             message(3, "tools/call", name="s3_list_buckets", arguments={})]
    out, err = process.communicate("".join(json.dumps(line) + "\n" for line in lines), timeout=120)
    answers = {a.get("id"): a.get("result", {}) for a in map(json.loads, out.splitlines())}
    who = answers.get(2, {}).get("structuredContent", {})
    say(who.get("account") == "123456789012", "stdio: account_whoami answers", out + err)
    say("items" in answers.get(3, {}).get("structuredContent", {}), "stdio: s3_list_buckets of a plugin in a mounted folder answers", out + err)
    say(process.returncode == 0, "stdio: the server ends with its client", str(process.returncode))


def over_http(variables, port):
    made = in_image("/app/infra", "token", "create", "me", "--grant", "read", variables=variables)
    token = re.search(r"infra_\S+", made.communicate(timeout=60)[0])
    say(token is not None, "a token is made, which is kept in the volume")
    server = in_image("/app/infra", "serve", "--http", variables=variables)
    trust = ssl.create_default_context(cafile=WORK / "settings" / "tls" / "chain.pem")

    def ask(path, body=None, headers=()):
        request = urllib.request.Request(f"https://localhost:{port}{path}", data=json.dumps(body).encode() if body else None, headers={
            "Content-Type": "application/json", "Accept": "application/json, text/event-stream", **dict(headers)})
        try:
            with urllib.request.urlopen(request, context=trust, timeout=60) as it:
                return it.status, it.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()

    try:
        healthy = None
        for _ in range(100):
            healthy = in_image("/app/infra", "health", variables=variables)
            healthy.wait()
            if healthy.returncode == 0 or server.poll() is not None:
                break
            time.sleep(0.2)
        say(healthy.returncode == 0, "http: 'infra health' finds the server", server.stderr.read() if server.poll() is not None else "")
        say(ask("/readyz")[0] == 200, "http: /readyz is 200")
        call = message(2, "tools/call", name="s3_list_buckets", arguments={})
        say(ask("/mcp", call)[0] == 401, "http: nobody calls without a token")
        headers = {"Authorization": f"Bearer {token.group(0)}", "MCP-Protocol-Version": "2025-11-25"}
        ask("/mcp", INITIALIZE, headers)
        status, answer = ask("/mcp", call, headers)
        say(status == 200 and '"items"' in answer, "http: s3_list_buckets answers", f"{status} {answer}")
        server.send_signal(signal.SIGTERM)
        say(server.wait(60) == 0, "http: SIGTERM ends it", str(server.returncode))
    finally:
        if server.poll() is None:
            server.kill()
    gone = in_image("/app/infra", "health", variables=variables)
    say(gone.wait(60) == 1, "http: 'infra health' tells that there is none any more")


def main():
    port, moto_port = free_port(), free_port()
    moto = subprocess.Popen(["moto_server", "-H", "127.0.0.1", "-p", str(moto_port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        Aws.moto = f"http://127.0.0.1:{moto_port}"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{Aws.moto}/moto-api/data.json").read()
                break
            except OSError:
                time.sleep(0.1)
        settings = {"mode": "read", "aws": {"region": "eu-west-1"},
                    "http": {"url": f"https://0.0.0.0:{port}", "publicUrl": f"https://localhost:{port}",
                             "certificate": "/settings/tls/chain.pem", "certificateKey": "/settings/tls/key.pem"},
                    "plugins": [{"path": "/app/plugins/Account"}, {"path": "/plugins/Mounted"}]}
        (WORK / "settings" / "plugins.json").write_text(json.dumps(settings), encoding="utf-8")
        variables = ["INFRA_CONFIG=/settings/plugins.json", f"AWS_ENDPOINT_URL={serve(Aws)}",
                     f"AWS_CONTAINER_CREDENTIALS_FULL_URI={serve(TaskRole)}/role", f"AWS_CONTAINER_AUTHORIZATION_TOKEN={TOKEN}"]

        for path in ("/app/stray", "/stray", "/settings/stray"):
            say(in_image("touch", path).wait() != 0, f"nothing is written to {path}")
        say(in_image("touch", "/data/mine", "/tmp/mine").wait() == 0, "/data and /tmp are written to")
        version = in_image("/app/infra", "--version").communicate(timeout=60)[0].strip()
        say(version.startswith("infra "), f"{version}")
        over_stdio(variables)
        over_http(variables, port)
        say(set(TaskRole.asked) == {TOKEN} and Aws.keys == {KEY}, "every request is signed with the keys of the task's role",
            f"{TaskRole.asked} {Aws.keys}")
        journal = list((WORK / "data" / "journal").glob("*"))
        say(bool(journal) and all(f.stat().st_uid == 1654 for f in journal), "the journal is in the volume")
    finally:
        moto.terminate()
    print(f"{len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
