#!/usr/bin/env node
// Runs a script with the project's own Node (24), whatever Node started this file: `node bin/node24.js script.ts args…`.
// Plain JavaScript, so that an older Node can read it; cdk.json starts the app through it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

const OLDEST = 24;

/** The Node that npm installed with the project, else the running one where it is new enough, else null. */
function findNode() {
  try {
    const home = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const installed = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(installed)) return installed;
  } catch {
    // The package is not installed: the running Node may still do.
  }
  return Number(process.versions.node.split('.')[0]) >= OLDEST ? process.execPath : null;
}

/** Says what is wrong and ends with `code`. @returns {never} */
function fail(message, code) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) fail('node24: no script was named. Use: node bin/node24.js SCRIPT [ARGUMENT…]', 2);

const node = findNode();
if (node === null) {
  fail(
    `node24: this needs Node ${OLDEST} or newer, got ${process.version}, and the project's own Node is not installed. ` +
      'Run `npm ci` in the project (without --ignore-scripts), then try again.',
    3,
  );
}

const child = spawn(node, [script, ...args], { stdio: 'inherit' });
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of signals) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(`node24: ${node} did not start: ${error.message}. Run \`npm ci\` again.`, 3));
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
});
