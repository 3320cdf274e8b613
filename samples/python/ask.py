"""Asks infra over MCP. Needs nothing but Python and 'infra' on the PATH, or in the variable INFRA."""
import json
import os
import subprocess


class ToolError(Exception):
    """What a tool answers when it fails: a code, a message and mostly a hint."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']} {error.get('hint', '')}".strip())
        self.code = error["code"]


class Infra:
    """A server process and the connection to it: JSON-RPC, one object a line."""

    def __init__(self, *flags):
        self.process = subprocess.Popen([os.environ.get("INFRA", "infra"), "serve", *flags],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.number = 0
        self.request("initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo={"name": "ask.py", "version": "1"})
        self.send({"method": "notifications/initialized"})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()  # The server ends when its input does.
        self.process.wait()

    def send(self, message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()

    def request(self, method, **params):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        for line in self.process.stdout:
            message = json.loads(line)
            if message.get("id") == self.number:  # Others are notifications: progress, log lines.
                if "error" in message:
                    raise RuntimeError(message["error"]["message"])
                return message["result"]
        raise RuntimeError("The server ended.")

    def call(self, tool, **arguments):
        answer = self.request("tools/call", name=tool, arguments=arguments)
        # A tool with an output schema answers as data; the same stands in the text, for clients that know no schemas.
        data = answer.get("structuredContent") or json.loads(answer["content"][0]["text"])
        if answer.get("isError"):
            raise ToolError(data["error"])
        return data

    def rows(self, tool, **arguments):
        """All rows of a list, page by page."""
        while True:
            page = self.call(tool, **arguments)
            yield from page["items"]
            if "nextCursor" not in page:
                return
            arguments["cursor"] = page["nextCursor"]


def main():
    with Infra() as infra:
        tools = infra.request("tools/list")["tools"]
        print(f"{len(tools)} tools, {sum(t['annotations']['readOnlyHint'] for t in tools)} of them only read")

        me = infra.call("account_whoami")
        print(f"account {me['account']}, {me['server']['mode']} mode")
        for vpc in infra.rows("vpc_list_vpcs", limit=10):
            print(f"{vpc['id']}  {', '.join(vpc['cidrBlocks'])}")

        try:
            infra.call("vpc_create_vpc", cidrBlock="10.9.0.0/16")
        except ToolError as refused:
            print(refused)  # The default mode is read.

    with Infra("--mode", "destructive") as infra:
        vpc = infra.call("vpc_create_vpc", cidrBlock="10.9.0.0/16", name="sample")["result"]["id"]
        planned = infra.call("vpc_delete_vpc", vpcId=vpc)
        print(planned["plan"]["summary"])
        # This is where a program shows the plan to a person. The code is good for this plan only, and once.
        done = infra.call("vpc_delete_vpc", vpcId=vpc, confirm=planned["confirm"])
        print(f"{done['result']['id']} is {done['result']['state']}")


if __name__ == "__main__":
    main()
