#!/usr/bin/env node
// Many clients over HTTP for a long time, with an AWS that fails in every way below the SDK: throttling, 500, silence, broken connections, expired
// credentials. Then a thousand calls in flight, of which most are cancelled at random.
//
// USAGE: tests/full/soak.mjs HOST [MINUTES=10] [CLIENTS=64]
//   HOST  the folder of a published host (dotnet publish Host -c Release)
//
// It fails where a call has no answer of the protocol, where an error is ours and not AWS's, where the log tells of a defect, where the journal has not
// exactly one end for each call, where memory or descriptors grow, and where anything runs on when nobody waits for it. Linux, since both are read from
// /proc. Loopback only; the number of calls is bounded by MINUTES.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [host, minutes = '10', clients = '64'] = process.argv.slice(2);
if (!host) {
  console.error('USAGE: tests/full/soak.mjs HOST [MINUTES=10] [CLIENTS=64]');
  process.exit(2);
}
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const work = mkdtempSync(join(tmpdir(), 'infra-soak-'));
const sleep = ms => new Promise(later => setTimeout(later, ms));
const freePort = () => new Promise(found => {
  const server = http.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => found(port));
  });
});

let faults = 0;
const fault = text => { if (++faults <= 20) console.log(`WRONG: ${text}`); };

// The same faults in each run.
let state = 20261128;
const random = () => {
  state = (state * 1664525 + 1013904223) >>> 0;
  return state / 2 ** 32;
};

// --- AWS: canned answers behind what breaks them

const stubPort = await freePort(), awsPort = await freePort();
const stub = spawn(process.execPath, [join(root, 'bench/aws_stub.mjs'), `${stubPort}`], { stdio: 'ignore' });
const agent = new http.Agent({ keepAlive: true });
const aws = { seen: 0, open: 0, broken: {}, holds: false, held: [] };
const errors = { ec2: code => `<Response><Errors><Error><Code>${code}</Code><Message>Injected.</Message></Error></Errors><RequestID>1</RequestID></Response>`,
  query: code => `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>Injected.</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  s3: code => `<Error><Code>${code}</Code><Message>Injected.</Message><RequestId>1</RequestId></Error>` };
const ways = [
  // What, how often, status, code
  ['throttled', 0.02, 503, { ec2: 'RequestLimitExceeded', query: 'Throttling', s3: 'SlowDown' }],
  ['failed', 0.02, 500, { ec2: 'InternalError', query: 'InternalFailure', s3: 'InternalError' }],
  ['expired', 0.01, 400, { ec2: 'RequestExpired', query: 'ExpiredToken', s3: 'ExpiredToken' }],
  ['no AWS', 0.005, 502, null],
  ['reset', 0.01, 0, null],
  ['silent', 0.0005, -1, null],
];

const proxy = http.createServer((request, response) => {
  aws.seen++;
  aws.open++;
  let ended = false;
  response.on('close', () => { if (!ended) { ended = true; aws.open--; } });
  const parts = [];
  request.on('data', part => parts.push(part)).on('error', () => {}).on('end', () => {
    const body = Buffer.concat(parts), form = new URLSearchParams(body.toString());
    const action = form.get('Action'), kind = action === null ? 's3' : /2016-11-15/.test(form.get('Version')) ? 'ec2' : 'query';
    if (aws.holds && action !== 'GetCallerIdentity') {
      aws.held.push(() => forward(request, response, body));
      return;
    }

    let dice = random();
    for (const [what, share, status, codes] of ways) {
      if ((dice -= share) >= 0) continue;
      aws.broken[what] = (aws.broken[what] ?? 0) + 1;
      if (status === 0) request.socket.destroy();
      else if (status > 0) response.writeHead(status, { 'content-type': codes ? 'text/xml' : 'text/html' }).end(codes ? errors[kind](codes[kind]) : '<html>Bad gateway</html>');
      return;
    }

    if (action === 'RebootInstances')
      if (form.get('DryRun') === 'true') response.writeHead(412, { 'content-type': 'text/xml' }).end(errors.ec2('DryRunOperation'));
      else response.writeHead(200, { 'content-type': 'text/xml' }).end('<RebootInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId><return>true</return></RebootInstancesResponse>');
    else if (action === 'GetCallerIdentity')
      response.writeHead(200, { 'content-type': 'text/xml' }).end('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
        + '<Arn>arn:aws:iam::123456789012:user/soak</Arn><UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>');
    else forward(request, response, body);
  });
});
const forward = (request, response, body) => {
  const headers = { ...request.headers, 'content-length': body.length };
  delete headers['transfer-encoding'];
  const behind = http.request({ host: '127.0.0.1', port: stubPort, agent, method: request.method, path: request.url, headers },
    answer => { response.writeHead(answer.statusCode, answer.headers); answer.pipe(response); });
  behind.on('error', () => response.destroy()).end(body);
};
proxy.keepAliveTimeout = 60_000;
await new Promise(up => proxy.listen(awsPort, '127.0.0.1', up));

// --- The server

mkdirSync(join(work, 'journal'));
writeFileSync(join(work, 'plugins.json'), JSON.stringify({
  mode: 'write', http: { url: 'http://127.0.0.1:0', limits: { requests: 2048, requestsPerCaller: 2048, perMinute: 1_000_000 } },
  plugins: readdirSync(join(host, 'plugins')).map(name => ({ path: resolve(host, 'plugins', name) })),
}));
let log = '';
const server = spawn(join(resolve(host), 'infra'), ['serve', '--http', '--config', join(work, 'plugins.json'), '--journal', join(work, 'journal')], {
  stdio: ['ignore', 'ignore', 'pipe'], cwd: work,
  env: { PATH: process.env.PATH, HOME: work, AWS_ENDPOINT_URL: `http://127.0.0.1:${awsPort}`, AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing', AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' },
});
server.stderr.on('data', part => { log += part; });
const stopAll = () => { server.kill('SIGKILL'); stub.kill(); proxy.closeAllConnections(); proxy.close(); agent.destroy(); rmSync(work, { recursive: true, force: true }); };
process.on('exit', () => { server.kill('SIGKILL'); stub.kill(); });
for (let n = 0; n < 600 && !/serving MCP at/.test(log) && server.exitCode === null; n++) await sleep(100);
const address = /serving MCP at (http:\S+?),?\s/.exec(log)?.[1];
if (!address) {
  console.log(`The server did not start: ${log}`);
  stopAll();
  process.exit(1);
}

const held = () => ({
  memory: +/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1] / 1024,
  descriptors: readdirSync(`/proc/${server.pid}/fd`).length,
  threads: +/Threads:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1],
});

// --- Calls

let id = 1;
const send = (tool, args, modern, from) => {
  const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientInfo': { name: 'soak', version: '1' }, 'io.modelcontextprotocol/clientCapabilities': {} };
  const body = JSON.stringify({ jsonrpc: '2.0', id: id++, method: 'tools/call', params: { name: tool, arguments: args, ...(modern ? { _meta: meta } : {}) } });
  const request = http.request(address, {
    method: 'POST', agent: from,
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'content-length': Buffer.byteLength(body),
      ...(modern ? { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': tool } : { 'mcp-protocol-version': '2025-11-25' }) },
  });
  const answer = new Promise((done, failed) => request.on('error', failed).on('response', response => {
    let text = '';
    response.setEncoding('utf8').on('data', part => { text += part; }).on('error', failed).on('end', () => done({ status: response.statusCode, text }));
  }));
  request.end(body);
  return { request, answer };
};

const read = ({ status, text }) => {
  const data = text.split('\n').filter(line => line.startsWith('data:')).map(line => line.slice(5).trim()).filter(Boolean).map(line => JSON.parse(line)).find(message => 'id' in message);
  if (status !== 200 || !data?.result) return { ours: `${status} ${text.slice(0, 400)}` };
  if (!data.result.isError) return { ok: data.result };
  const error = JSON.parse(data.result.content[0].text).error;
  return AWS_ERRORS.has(error.code) ? { code: error.code } : { ours: JSON.stringify(error) };
};
const AWS_ERRORS = new Set(['Throttled', 'Unavailable', 'CredentialsExpired']);

const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-2', 'ca-central-1'];
const instance = `i-${'0'.repeat(17)}`;
const kinds = [
  ['ec2_list_instances', () => ({ region: regions[Math.floor(Math.random() * regions.length)] })],
  ['rds_list_instances', () => ({ region: regions[Math.floor(Math.random() * regions.length)] })],
  ['s3_list_buckets', () => ({})],
  ['account_list_profiles', () => ({})],
  ['account_whoami', () => ({})],
  ['ec2_reboot_instances', () => ({ instanceIds: [instance], region: regions[Math.floor(Math.random() * regions.length)] })],
];

const sent = {}, results = {}, samples = [];
const until = Date.now() + Number(minutes) * 60_000;
const began = Date.now();
let first;
const sampling = setInterval(() => {
  const now = { at: Date.now() - began, ...held() };
  samples.push(now);
  if (samples.length % 6 === 1) console.log(`${Math.round(now.at / 1000)} s: ${Object.values(sent).reduce((a, b) => a + b, 0)} calls, ${aws.seen} requests, ${now.memory.toFixed(0)} MB, ${now.descriptors} descriptors, ${now.threads} threads`);
}, 5000);

await Promise.all(Array.from({ length: Number(clients) }, async (_, n) => {
  const from = new http.Agent({ keepAlive: true, maxSockets: 1 });
  // Not as fast as it goes: a person or a model thinks between two calls, and what is looked for here takes time and not speed.
  while (Date.now() < until) {
    const [tool, args] = kinds[Math.floor(Math.random() * kinds.length)];
    sent[tool] = (sent[tool] ?? 0) + 1;
    try {
      const result = read(await send(tool, args(), n % 2 === 1, from).answer);
      const what = result.ok ? 'ok' : result.code ?? 'OURS';
      results[what] = (results[what] ?? 0) + 1;
      if (result.ours) fault(`${tool}: ${result.ours}`);
    } catch (e) {
      fault(`${tool}: no answer: ${e.message}`);
    }
    await sleep(50 + Math.random() * 300);
  }
  from.destroy();
}));
clearInterval(sampling);
console.log(`calls: ${JSON.stringify(sent)}\nresults: ${JSON.stringify(results)}\nof ${aws.seen} AWS requests were ${JSON.stringify(aws.broken)}`);
for (const [what] of ways) if (!aws.broken[what] && Number(minutes) >= 5) fault(`nothing was ${what}`);
if (!(results.ok > 100)) fault('hardly any call was answered');

// --- The journal: one end for each call, whatever became of it

const journal = () => {
  const entries = readdirSync(join(work, 'journal')).filter(name => name.endsWith('.jsonl')).flatMap(name => readFileSync(join(work, 'journal', name), 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line)));
  const ends = {}, open = new Set(), twice = new Set(), closed = new Set();
  for (const { event, call, tool } of entries) {
    if (event === 'begin') open.add(call);
    if (event !== 'end') continue;
    ends[tool] = (ends[tool] ?? 0) + 1;
    open.delete(call);
    if (closed.has(call)) twice.add(call);
    closed.add(call);
  }
  return { ends, open, twice, outcomes: entries.filter(e => e.event === 'end').reduce((all, e) => ({ ...all, [e.outcome]: (all[e.outcome] ?? 0) + 1 }), {}) };
};
await sleep(2000);
const after = journal();
for (const [tool, count] of Object.entries(sent)) if (after.ends[tool] !== count) fault(`${tool}: ${count} calls, ${after.ends[tool]} ends in the journal`);
if (after.open.size > 0) fault(`${after.open.size} acts have no end in the journal`);
if (after.twice.size > 0) fault(`${after.twice.size} calls have two ends in the journal`);
console.log(`journal: ${JSON.stringify(after.outcomes)}`);

// --- Memory, after a warm-up of a third

const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
if (samples.length >= 9) {
  const third = Math.floor(samples.length / 3);
  for (const [what, most] of [['memory', 1.2], ['descriptors', 1.2], ['threads', 1.3]]) {
    const [middle, last] = [samples.slice(third, 2 * third), samples.slice(2 * third)].map(part => median(part.map(sample => sample[what])));
    console.log(`${what}: ${middle.toFixed(0)} in the second third, ${last.toFixed(0)} in the last`);
    if (last > middle * most) fault(`${what} grows`);
  }
}

// --- A thousand calls in flight, most of them cancelled

const thousand = 1000, from = new http.Agent({ keepAlive: false });
aws.holds = true;
const before = journal().ends;
const inFlight = Array.from({ length: thousand }, () => {
  const [tool, args] = kinds[Math.floor(Math.random() * 3)];
  const call = send(tool, args(), Math.random() < 0.5, from);
  return { ...call, cancelled: false, outcome: call.answer.then(read).catch(e => ({ gone: e.message })) };
});
// Until no more come to AWS; the others wait for their turn, or were told to slow down.
let most = 0;
for (let n = 0, still = 0; n < 100 && still < 8; n++) {
  await sleep(250);
  still = aws.open > most || most === 0 ? 0 : still + 1;
  most = Math.max(most, aws.open);
}
for (const call of inFlight) {
  setTimeout(() => {
    if (Math.random() < 0.9) {
      call.cancelled = true;
      call.request.destroy();
    }
  }, Math.random() * 3000);
}
await sleep(3500);
aws.holds = false;
for (const go of aws.held) go();
const ended = await Promise.all(inFlight.map(call => call.outcome));
const cancelled = inFlight.filter(call => call.cancelled).length;
ended.forEach((result, n) => { if (!inFlight[n].cancelled && (result.ours || result.gone)) fault(`a call that was not cancelled: ${result.ours ?? result.gone}`); });
const loadNow = async () => read(await send('account_whoami', {}, false, from).answer).ok?.structuredContent.server.load;
let load;
for (let n = 0; n < 40; n++) {
  await sleep(500);
  load = await loadNow();
  if (aws.open === 0 && load?.inFlight === 0 && load.waiting === 0) break;
}
console.log(`${thousand} calls in flight, ${most} AWS requests open at most, ${cancelled} cancelled; afterwards ${aws.open} AWS requests open, and the server says ${JSON.stringify(load)}`);
if (most < 100) fault('too few were in flight to mean anything');
if (aws.open > 0 || !load || load.inFlight > 0 || load.waiting > 0) fault('something runs on that nobody waits for');
await sleep(1000);
const last = journal();
const count = ['ec2_list_instances', 'rds_list_instances', 's3_list_buckets'].reduce((sum, tool) => sum + (last.ends[tool] ?? 0) - (before[tool] ?? 0), 0);
console.log(`journal: ${count} ends of them, ${last.outcomes.cancelled ?? 0} cancelled`);
if (count !== thousand) fault(`${thousand} calls, ${count} ends in the journal`);

// --- The end

server.kill('SIGTERM');
const status = await Promise.race([new Promise(ends => server.on('exit', code => ends(code))), sleep(40_000).then(() => 'none')]);
if (status !== 0) fault(`the server ends with ${status}`);
const defects = log.split('\n').filter(line => / (ERR|FTL) |^ {4}(at|System)/.test(line));
if (defects.length > 0) fault(`the log tells of defects: ${defects.slice(0, 10).join('\n')}`);
stopAll();
console.log(faults > 0 ? `${faults} wrong` : 'nothing wrong');
process.exit(faults > 0 ? 1 : 0);
