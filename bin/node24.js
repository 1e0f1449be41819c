#!/usr/bin/env node
// Runs a script with the project's own Node (24), whatever Node started this file: `node bin/node24.js script.ts args…`.
// cdk.json starts the app through it, so that a global `cdk` under another Node works too.
import { launch } from './launch.js';

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write('node24: no script was named. Use: node bin/node24.js SCRIPT [ARGUMENT…]\n');
  process.exitCode = 2;
} else {
  launch('node24', script, args);
}
