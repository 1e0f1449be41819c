// Plain JavaScript that any Node from 16 understands: Hone itself is TypeScript and needs Node 24, which its own
// installation brings along as the npm package `node`. The launchers find it here and start scripts with it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_MAJOR = 24;
/** Exit code for a setup that is not complete. */
export const NOT_CONFIGURED = 3;
const here = dirname(fileURLToPath(import.meta.url));

/** Whether the Node that runs this is new enough itself. */
export function isNewEnough() {
  return Number(process.versions.node.split('.')[0]) >= OLDEST_MAJOR;
}

/** The Node that npm installed with Hone, looked for upwards from here (Hone may be a dependency); null when there is none. */
function installedNode() {
  const names = process.platform === 'win32' ? ['node/bin/node.exe', '.bin/node.exe'] : ['node/bin/node', '.bin/node'];
  for (let folder = here, parent; ; folder = parent) {
    const found = names.map((name) => join(folder, 'node_modules', name)).find(existsSync);
    if (found !== undefined) return found;
    parent = dirname(folder);
    if (parent === folder) return null;
  }
}

/** Runs a script with Node 24 and passes streams, signals and exit code through; says clearly when it cannot. */
export function launch(name, script, args) {
  // A Node that was started by us and is still too old is not looked for again.
  const node =
    process.env.HONE_LAUNCHED && !isNewEnough() ? null : (installedNode() ?? (isNewEnough() ? process.execPath : null));
  if (node === null) {
    fail(
      `${name}: needs Node ${OLDEST_MAJOR} or newer, but this is Node ${process.versions.node} and its own is not installed. ` +
        `Run "npm ci" in Hone's folder (it brings Node ${OLDEST_MAJOR} along), or install Node ${OLDEST_MAJOR}.`,
    );
    return;
  }
  const child = spawn(node, [script, ...args], { stdio: 'inherit', env: { ...process.env, HONE_LAUNCHED: node } });
  // A terminal sends Ctrl-C to both processes; passing it on again would count as a second Ctrl-C.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.on('error', (error) =>
    fail(`${name}: could not start ${node}: ${error.message}. Run "npm ci" in Hone's folder.`),
  );
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
  });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = NOT_CONFIGURED;
}
