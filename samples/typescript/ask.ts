// Asks infra over MCP. Needs 'infra' on the PATH, or in the variable INFRA.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

type Answer = Record<string, any>;

async function connect(...flags: string[]): Promise<Client> {
  const client = new Client({ name: "ask.ts", version: "1" }, { capabilities: { elicitation: {} } });
  // What a person is asked in the client: here they agree. A real program shows the plan, and takes no for an answer.
  client.setRequestHandler(ElicitRequestSchema, async request => {
    console.log(`asked: ${request.params.message.split("\n")[0]}`);
    return { action: "accept", content: agreement(request.params) };
  });
  await client.connect(new StdioClientTransport({
    command: process.env.INFRA ?? "infra", args: ["serve", ...flags], env: process.env as Record<string, string>,
  }));
  return client;
}

// The form's fields, each with the value that says yes: true, or the first of those that are allowed.
function agreement(params: Answer): Record<string, string | boolean> {
  return Object.fromEntries(Object.entries<Answer>(params.requestedSchema?.properties ?? {})
    .map(([name, field]) => [name, field.type === "boolean" ? true : field.enum?.[0] ?? field.const ?? ""]));
}

async function call(client: Client, name: string, args: Answer = {}): Promise<Answer> {
  const answer = await client.callTool({ name, arguments: args });
  const data = answer.structuredContent ?? JSON.parse((answer.content as { text: string }[])[0].text);
  if (answer.isError) throw new Error(`${data.error.code}: ${data.error.message} ${data.error.hint ?? ""}`);
  return data as Answer;
}

const reader = await connect();
const { tools } = await reader.listTools();
console.log(`${tools.length} tools, ${tools.filter(t => t.annotations?.readOnlyHint).length} of them only read`);
for (const vpc of (await call(reader, "vpc_list_vpcs")).items) console.log(vpc.id, vpc.cidrBlocks.join(", "));
await call(reader, "vpc_create_vpc", { cidrBlock: "10.9.0.0/16" }).catch(refused => console.log(refused.message));
await reader.close();

const writer = await connect("--mode", "destructive");
const { id } = (await call(writer, "vpc_create_vpc", { cidrBlock: "10.9.0.0/16", name: "sample" })).result;
const planned = await call(writer, "vpc_delete_vpc", { vpcId: id });
console.log(planned.plan.summary);
const done = await call(writer, "vpc_delete_vpc", { vpcId: id, confirm: planned.confirm });
console.log(`${done.result.id} is ${done.result.state}`);
await writer.close();
