#!/usr/bin/env node
// The `hone` command: under a Node that is new enough it is the command line itself, else it starts itself again under one.
import { fileURLToPath } from 'node:url';
import { isNewEnough, launch } from './launch.js';

if (isNewEnough()) {
  delete process.env.HONE_LAUNCHED;
  // Node strips no types below node_modules, where Hone is when it is a dependency.
  if (/[\\/]node_modules[\\/]/.test(fileURLToPath(import.meta.url))) await import('./strip-types.js');
  await import('../infra/local/cli/main.ts');
} else {
  launch('hone', fileURLToPath(import.meta.url), process.argv.slice(2));
}
