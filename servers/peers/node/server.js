// node server.js POLICY: Node's cluster module, {threads} processes on port {port}. POLICY is rr, where the
// first process accepts and deals in turn, or none, where all accept on one socket.
'use strict';
const cluster = require('node:cluster');
const http = require('node:http');

const policy = process.argv[2];

function answer(request, response) {
  if (request.method !== 'PUT') {
    response.writeHead(404).end();
    return;
  }
  request.on('end', () => response.writeHead(200, {'Content-Length': 0}).end());
  request.resume();  // every byte is read, and thrown away
}

function serve() {
  const server = http.createServer(answer);
  server.requestTimeout = 0;
  server.keepAliveTimeout = 600_000;
  server.maxRequestsPerSocket = 0;
  server.listen({host: '127.0.0.1', port: {port}, backlog: 1024});
}

function start() {
  cluster.schedulingPolicy = policy === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE;
  for (let i = 0; i < {threads}; ++i) cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGKILL');
    process.exit(0);
  });
}

if (cluster.isPrimary) start(); else serve();
