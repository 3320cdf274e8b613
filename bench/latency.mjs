#!/usr/bin/env node
// Stands between a client and an AWS endpoint, and adds a wait to every request, as a network does.
//
// USAGE: latency.mjs PORT TARGET_PORT MILLISECONDS
//
// GET /timings gives what was asked since the last time, [start, end] in milliseconds by this process's clock, and forgets it.
import http from "node:http";

const [port, target, wait] = process.argv.slice(2).map(Number);
const agent = new http.Agent({ keepAlive: true });
let timings = [];

http.createServer((request, response) => {
  if (request.url === "/timings") {
    response.end(JSON.stringify(timings));
    timings = [];
    return;
  }

  const start = performance.now();
  const to = { port: target, agent, method: request.method, path: request.url, headers: request.headers };
  const behind = http.request(to, (answer) => {
    const parts = [];
    answer.on("data", (part) => parts.push(part));
    answer.on("end", () => setTimeout(() => {
      response.writeHead(answer.statusCode, answer.headers);
      response.end(Buffer.concat(parts));
      timings.push([start, performance.now()]);
    }, wait));
  });
  behind.on("error", (error) => response.destroy(error));
  request.pipe(behind);
}).listen(port, "127.0.0.1", () => console.error("ready"));
