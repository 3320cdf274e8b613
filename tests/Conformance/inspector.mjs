// The inspector's command line over all tools: lists them strictly, and calls every read tool once, the ways taking turns.
//
// USAGE: inspector.mjs INSPECTOR CALLS.json URL COMMAND...
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [inspector, file, url, ...command] = process.argv.slice(2);
const { calls, fails } = JSON.parse(readFileSync(file));
const ways = ['legacy', 'modern'].flatMap(era => [
  { name: `${era} over stdio`, target: command, era },
  { name: `${era} over HTTP`, target: [url, '--transport', 'http'], era },
]);

let wrong = 0;
const fault = text => { wrong++; console.log(`  WRONG: ${text}`); };

// The target comes first: what follows its own flags would be taken for one of them.
const run = ({ target, era }, ...more) => new Promise(resolve =>
  execFile(inspector, ['--cli', ...target, '--protocol-era', era, '--format', 'json', '-q', ...more], { maxBuffer: 1 << 26, timeout: 120_000 },
    (error, out, err) => resolve({ code: error?.code ?? 0, out, err })));

let tools = [];
for (const way of ways) {
  const { code, out, err } = await run(way, '--method', 'tools/list', '--strict');
  if (code !== 0) fault(`${way.name}: tools/list ends with ${code}: ${err.slice(0, 2000)}`);
  else {
    const found = JSON.parse(out);
    tools = (found.result ?? found).tools;
    console.log(`inspector, ${way.name}: ${tools.length} tools listed strictly`);
  }
}

const reads = tools.filter(tool => tool.annotations.readOnlyHint);
const counts = ways.map(() => ({ answered: 0, failed: 0 }));
const queue = reads.map((tool, n) => [tool.name, n % ways.length]);
const work = async () => {
  for (let next; (next = queue.shift());) {
    const [tool, n] = next;
    const { code, out, err } = await run(ways[n], '--method', 'tools/call', '--tool-name', tool, '--tool-args-json', JSON.stringify(calls[tool] ?? {}));
    if (code === 0) counts[n].answered++;
    else counts[n].failed++;
    if ((code !== 0) !== (tool in fails)) fault(`${tool}, ${ways[n].name}, ends with ${code}: ${(err || out).slice(0, 400)}`);
  }
};
await Promise.all([work(), work()]);
ways.forEach((way, n) => {
  console.log(`inspector, ${way.name}: ${counts[n].answered} read tools answered, ${counts[n].failed} that moto does not have`);
  if (counts[n].answered < 20) fault(`only ${counts[n].answered} answers`);
});
if (wrong > 0) console.log(`${wrong} wrong`);
process.exitCode = wrong > 0 ? 1 : 0;
