#!/usr/bin/env node
// Many clients at once over HTTP, beside kubernetes-mcp-server: each server's own trivial tool, in turns in one run, as ratios.
//
// USAGE: load.mjs FOLDER [ROUNDS=7] [CALLS=4000] [CLIENTS=64]
//   FOLDER  as bench/run.py prepare leaves it
//
// Each client has a connection of its own and makes its next call when it has the answer of the last. Printed are the medians over the rounds and
// the median of the rounds' ratios with its range; memory is what the process holds after all calls. The exit code is 1 where a ratio is not reached.
// Linux, since memory is read from /proc.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [folder, rounds = 7, calls = 4000, clients = 64] = [resolve(process.argv[2] ?? '../infra-bench'), ...process.argv.slice(3).map(Number)];
const LONGEST = 120_000;
const VERSION = '2025-11-25';
const work = mkdtempSync(join(tmpdir(), 'infra-load-'));

const ours = () => {
  writeFileSync(join(work, 'plugins.json'), JSON.stringify({
    http: { url: 'http://127.0.0.1:18781', limits: { requests: clients * 2, requestsPerCaller: clients * 2, perMinute: 1_000_000 } },
    plugins: readdirSync(join(folder, 'new/plugins')).map(name => ({ path: join(folder, 'new/plugins', name) })),
  }));
  return { name: 'infra', tool: 'account_list_profiles', port: 18781, command: [join(folder, 'new/infra'), 'serve', '--http', '--config', join(work, 'plugins.json'), '--journal', join(work, 'journal')] };
};

const peer = () => {
  writeFileSync(join(work, 'kubeconfig'), "apiVersion: v1\nkind: Config\ncurrent-context: none\nclusters: [{name: none, cluster: {server: 'http://127.0.0.1:1'}}]\n"
    + 'contexts: [{name: none, context: {cluster: none, user: none}}]\nusers: [{name: none, user: {token: none}}]\n');
  const folderOf = (where, name) => join(where, readdirSync(where).find(one => one.startsWith(name)));
  const program = folderOf(join(folderOf(join(folder, 'node_modules'), 'kubernetes-mcp-server-'), 'bin'), 'kubernetes-mcp-server-');
  return { name: 'kubernetes-mcp-server', tool: 'configuration_view', port: 18782, command: [program, '--port', '18782', '--kubeconfig', join(work, 'kubeconfig')] };
};

const post = (server, agent, message) => new Promise((done, failed) => {
  const body = JSON.stringify(message);
  const request = http.request({
    host: '127.0.0.1', port: server.port, path: '/mcp', method: 'POST', agent, timeout: LONGEST,
    headers: {
      'content-type': 'application/json', accept: 'application/json, text/event-stream', 'content-length': Buffer.byteLength(body),
      ...(message.method === 'initialize' ? {} : { 'mcp-protocol-version': VERSION }), ...(agent.session ? { 'mcp-session-id': agent.session } : {}),
    },
  }, response => {
    let text = '';
    response.setEncoding('utf8').on('data', part => { text += part; }).on('end', () => done({ status: response.statusCode, text, session: response.headers['mcp-session-id'] })).on('error', failed);
  });
  request.on('error', failed).on('timeout', () => request.destroy(new Error('no answer'))).end(body);
});

const connect = async server => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const { status, text, session } = await post(server, agent, { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: VERSION, capabilities: {}, clientInfo: { name: 'load', version: '1' } } });
  if (status !== 200) throw new Error(`${server.name} answers initialize with ${status}: ${text}`);
  agent.session = session;
  await post(server, agent, { jsonrpc: '2.0', method: 'notifications/initialized' });
  return agent;
};

const start = async server => {
  server.process = spawn(server.command[0], server.command.slice(1), { stdio: 'ignore', cwd: work, env: { ...process.env, HOME: work, AWS_EC2_METADATA_DISABLED: 'true' } });
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      server.agents = [await connect(server)];
      break;
    } catch (e) {
      if (Date.now() > until || server.process.exitCode !== null) throw new Error(`${server.name} does not answer: ${e.message}`);
      await new Promise(later => setTimeout(later, 100));
    }
  }
  while (server.agents.length < clients) server.agents.push(await connect(server));
};

const burst = async (server, count) => {
  let left = count, id = 10;
  const times = [];
  const began = performance.now(), before = processor(server);
  await Promise.all(server.agents.map(async agent => {
    while (left-- > 0) {
      const sent = performance.now();
      const { status, text } = await post(server, agent, { jsonrpc: '2.0', id: id++, method: 'tools/call', params: { name: server.tool, arguments: {} } });
      times.push(performance.now() - sent);
      if (status !== 200 || !text.includes('"result"') || text.includes('"isError":true')) throw new Error(`${server.name}: ${status} ${text.slice(0, 500)}`);
    }
  }));
  const seconds = (performance.now() - began) / 1000;
  const used = processor(server) - before;
  times.sort((a, b) => a - b);
  const at = part => times[Math.min(times.length - 1, Math.floor(times.length * part))];
  return { rate: count / seconds, p50: at(0.5), p99: at(0.99), processor: used / count };
};

// In milliseconds; a tick is ten.
const processor = server => readFileSync(`/proc/${server.process.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((sum, ticks) => sum + ticks * 10, 0);
const memory = server => +/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))[1] / 1024;
const median = all => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
let missed = 0;
const row = (what, unit, mine, other, ratios, reach, ok) => {
  if (!ok(median(ratios))) missed++;
  console.log(`| ${what} | ${median(mine).toPrecision(4)} ${unit} | ${median(other).toPrecision(4)} ${unit} | ${median(ratios).toFixed(2)} [${Math.min(...ratios).toFixed(2)}..${Math.max(...ratios).toFixed(2)}] | ${reach} |`);
};

const servers = [ours(), peer()];
try {
  mkdirSync(join(work, '.aws'));
  for (const server of servers) await start(server);
  for (const server of servers) await burst(server, calls);
  const results = servers.map(() => []);
  for (let n = 0; n < rounds; n++) for (const [i, server] of servers.entries()) results[i].push(await burst(server, calls));
  const [mine, other] = results;
  const pairs = key => mine.map((one, n) => one[key] / other[n][key]);
  console.log(`${clients} clients, ${rounds} rounds of ${calls} calls each\n\n| what | infra | kubernetes-mcp-server | ratio | to reach |\n|---|---|---|---|---|`);
  row('calls a second', '/s', mine.map(r => r.rate), other.map(r => r.rate), pairs('rate'), 'at least 1.2', r => r >= 1.2);
  row('p50', 'ms', mine.map(r => r.p50), other.map(r => r.p50), pairs('p50'), '', () => true);
  row('p99', 'ms', mine.map(r => r.p99), other.map(r => r.p99), pairs('p99'), 'at most 1.0', r => r <= 1.0);
  row('processor a call', 'ms', mine.map(r => r.processor), other.map(r => r.processor), pairs('processor'), '', () => true);
  const held = servers.map(memory);
  row('memory', 'MB', [held[0]], [held[1]], [held[0] / held[1]], 'at most 1.5', r => r <= 1.5);
} finally {
  for (const server of servers) server.process?.kill();
  rmSync(work, { recursive: true, force: true });
}
process.exit(missed > 0 ? 1 : 0);
