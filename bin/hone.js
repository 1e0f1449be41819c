#!/usr/bin/env node
// The launcher: plain JavaScript that any Node from 16 understands. Hone itself is TypeScript and needs Node 24, which
// its own installation brings along as the npm package `node`; this file finds it and starts itself again under it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WANTED_MAJOR = 24;
const NOT_CONFIGURED = 3;
const here = dirname(fileURLToPath(import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) {
  delete process.env.HONE_LAUNCHED;
  // Node strips no types below node_modules, where Hone is when it is a dependency.
  if (/[\\/]node_modules[\\/]/.test(here)) await import('./strip-types.js');
  await import('../infra/local/cli/main.ts');
} else {
  const node = process.env.HONE_LAUNCHED ? null : findNode(here);
  if (node === null) refuse();
  else relaunch(node);
}

function findNode(start) {
  const names = process.platform === 'win32' ? ['node/bin/node.exe', '.bin/node.exe'] : ['node/bin/node', '.bin/node'];
  for (let folder = start, parent; ; folder = parent) {
    const found = names.map((name) => join(folder, 'node_modules', name)).find(existsSync);
    if (found !== undefined) return found;
    parent = dirname(folder);
    if (parent === folder) return null;
  }
}

function relaunch(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, HONE_LAUNCHED: node },
  });
  const forward = (signal) => child.kill(signal);
  // A terminal sends Ctrl-C to both processes; passing it on again would count as a second Ctrl-C.
  const forwardInterrupt = (signal) => process.stdin.isTTY || forward(signal);
  process.on('SIGINT', forwardInterrupt);
  process.on('SIGTERM', forward);
  process.on('SIGHUP', forward);
  child.on('error', (error) => {
    process.stderr.write(`hone: could not start ${node}: ${error.message}. Run "npm ci" in Hone's folder.\n`);
    process.exit(NOT_CONFIGURED);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

function refuse() {
  const tried = process.env.HONE_LAUNCHED;
  const where = tried ? `${tried} is not it either` : `there is none in any node_modules above ${here}`;
  process.stderr.write(
    `hone: needs Node ${WANTED_MAJOR} or newer, but this is Node ${process.versions.node} and ${where}. ` +
      `Run "npm ci" in Hone's folder (it brings Node ${WANTED_MAJOR} along), or install Node ${WANTED_MAJOR}.\n`,
  );
  process.exitCode = NOT_CONFIGURED;
}
