// Calls every read tool with the official TypeScript clients, 1.x and 2.x, over stdio and over HTTP. The client holds each answer against the
// tool's outputSchema; that it did so for every answer is counted here.
//
// USAGE: clients.mjs CALLS.json URL COMMAND...
//   CALLS.json  what account.py printed
//   URL         a server over HTTP
//   COMMAND     what starts one over stdio
import { readFileSync } from 'node:fs';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as Stdio1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { AjvJsonSchemaValidator as Ajv1 } from '@modelcontextprotocol/sdk/validation/ajv';
import { Client as Client2, StreamableHTTPClientTransport as Http2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as Stdio2 } from '@modelcontextprotocol/client/stdio';
import { AjvJsonSchemaValidator as Ajv2 } from '@modelcontextprotocol/client/validators/ajv';

const [file, url, command, ...args] = process.argv.slice(2);
const { calls, fails } = JSON.parse(readFileSync(file));
const LEAST = 100;
// A busy machine is slow and not wrong.
const patience = { timeout: 240_000 };
const info = { name: 'typescript', version: '1' };
const stdio = { command, args, env: { ...process.env }, stderr: 'ignore' };
const modern = { mode: { pin: '2026-07-28' } };
const ways = [
  ['1.x over stdio', checked => new Client1(info, { jsonSchemaValidator: checked(new Ajv1()) }), () => new Stdio1(stdio), '2025-11-25'],
  ['1.x over HTTP', checked => new Client1(info, { jsonSchemaValidator: checked(new Ajv1()) }), () => new Http1(new URL(url)), '2025-11-25'],
  ['2.x over stdio', checked => new Client2(info, { jsonSchemaValidator: checked(new Ajv2()), versionNegotiation: modern }), () => new Stdio2(stdio), '2026-07-28'],
  ['2.x over HTTP', checked => new Client2(info, { jsonSchemaValidator: checked(new Ajv2()), versionNegotiation: modern }), () => new Http2(new URL(url)), '2026-07-28'],
];

let wrong = 0;
const fault = text => { wrong++; console.log(`  WRONG: ${text}`); };

for (const [name, make, open, version] of ways) {
  let validated = 0;
  const checked = inner => ({
    getValidator: schema => {
      const validate = inner.getValidator(schema);
      return value => { validated++; return validate(value); };
    },
  });
  const client = make(checked);
  await client.connect(open());
  const { tools } = await client.listTools();
  const reads = tools.filter(tool => tool.annotations.readOnlyHint);
  // Over HTTP nobody is at the server's machine to sign in.
  const expected = Object.keys({ ...calls, ...fails }).filter(t => t !== 'account_sign_in' || name.endsWith('stdio'));
  for (const tool of expected.filter(t => reads.every(r => r.name !== t))) fault(`${tool} is no read tool of this server`);

  let answered = 0, failed = 0;
  const queue = [...reads];
  const work = async () => {
    for (let tool; (tool = queue.shift());) {
      try {
        const call = { name: tool.name, arguments: calls[tool.name] ?? {} };
        const answer = await (client instanceof Client1 ? client.callTool(call, undefined, patience) : client.callTool(call, patience));
        if (answer.isError) {
          failed++;
          if (!fails[tool.name]) fault(`${tool.name} fails: ${answer.content[0].text.slice(0, 400)}`);
        } else {
          answered++;
          if (fails[tool.name]) fault(`${tool.name} does not fail any more: ${fails[tool.name]}`);
          if (!tool.outputSchema || !answer.structuredContent) fault(`${tool.name} has no structured answer`);
        }
      } catch (e) {
        fault(`${tool.name}: ${e.message}`);
      }
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  const spoken = client.getNegotiatedProtocolVersion?.() ?? client.transport?.protocolVersion ?? client.transport?._protocolVersion;
  await client.close();
  if (spoken && spoken !== version) fault(`${spoken} was spoken in place of ${version}`);
  if (validated < answered) fault(`only ${validated} of ${answered} answers were held against their schema`);
  if (answered < LEAST) fault(`only ${answered} tools answered`);
  console.log(`TypeScript client ${name}, ${spoken ?? version}: ${reads.length} read tools, ${answered} answers that fit their schema, ${failed} that moto does not have`);
}

if (wrong > 0) console.log(`${wrong} wrong`);
process.exitCode = wrong > 0 ? 1 : 0;
