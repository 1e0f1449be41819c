import { describe, expect, test } from 'vitest';
import { applicationPath, identifyStack } from '../../../lib/errors/stack-fingerprint.ts';

const stackOf = (...frames: string[]) => ['Error: boom', ...frames.map((frame) => `    at ${frame}`)].join('\n');

const reference = identifyStack(
  stackOf(
    'Module.readPage (/var/task/lib/jobs/metrics-scraper.ts:41:11)',
    'process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
    'async runJob (/var/task/lib/runtime/envelope.ts:80:3)',
  ),
);

describe('a stack keeps its identity', () => {
  test('it is the innermost frame of our own code, without a line', () => {
    expect(reference.topFrame).toBe('lib/jobs/metrics-scraper|readPage');
  });

  test.each([
    [
      'under line shifts',
      [
        'Module.readPage (/var/task/lib/jobs/metrics-scraper.ts:97:2)',
        'async runJob (/var/task/lib/runtime/envelope.ts:81:3)',
      ],
    ],
    [
      'in another directory',
      [
        'Module.readPage (/home/me/hone/lib/jobs/metrics-scraper.ts:41:11)',
        'async runJob (/home/me/hone/lib/runtime/envelope.ts:80:3)',
      ],
    ],
    [
      'as a file URL',
      [
        'readPage (file:///srv/hone/lib/jobs/metrics-scraper.ts:41:11)',
        'async runJob (file:///srv/hone/lib/runtime/envelope.ts:80:3)',
      ],
    ],
    [
      'on Windows',
      ['readPage (C:\\hone\\lib\\jobs\\metrics-scraper.ts:41:11)', 'runJob (C:\\hone\\lib\\runtime\\envelope.ts:80:3)'],
    ],
    [
      'compiled',
      ['readPage (/var/task/lib/jobs/metrics-scraper.js:12:1)', 'runJob (/var/task/lib/runtime/envelope.mjs:8:3)'],
    ],
    [
      'bundled with source maps',
      [
        'Object.readPage (/var/task/functions/webpack://hone/./lib/jobs/metrics-scraper.ts:41:11)',
        'async Object.runJob (webpack://hone/./lib/runtime/envelope.ts:80:3)',
      ],
    ],
    [
      'without the async wrappers',
      ['readPage (/var/task/lib/jobs/metrics-scraper.ts:41:11)', 'runJob (/var/task/lib/runtime/envelope.ts:80:3)'],
    ],
    [
      'with a library between',
      [
        'readPage (/var/task/lib/jobs/metrics-scraper.ts:41:11)',
        'retry (/var/task/node_modules/p-retry/index.js:7:1)',
        'async Promise.all (index 3)',
        'new Promise (<anonymous>)',
        'runJob (/var/task/lib/runtime/envelope.ts:80:3)',
      ],
    ],
    [
      'thrown inside a library',
      [
        'Page.goto (/var/task/node_modules/puppeteer-core/lib/cjs/api/Page.js:1:1)',
        'readPage (/var/task/lib/jobs/metrics-scraper.ts:41:11)',
        'runJob (/var/task/lib/runtime/envelope.ts:80:3)',
      ],
    ],
    [
      'with recursion',
      [
        'readPage (/var/task/lib/jobs/metrics-scraper.ts:41:11)',
        'readPage (/var/task/lib/jobs/metrics-scraper.ts:45:11)',
        'readPage (/var/task/lib/jobs/metrics-scraper.ts:45:11)',
        'runJob (/var/task/lib/runtime/envelope.ts:80:3)',
      ],
    ],
    [
      'under the Lambda runtime',
      [
        'readPage (/var/task/lib/jobs/metrics-scraper.ts:41:11)',
        'runJob (/var/task/lib/runtime/envelope.ts:80:3)',
        'Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1206:29)',
      ],
    ],
  ])('%s', (_, frames) => {
    expect(identifyStack(stackOf(...frames))).toEqual(reference);
  });

  test('mutual recursion of any depth is one variant', () => {
    const pingPong = (depth: number) =>
      identifyStack(
        stackOf(...Array.from({ length: depth }, (_, at) => `${at % 2 ? 'pong' : 'ping'} (/srv/lib/a.js:${at}:1)`)),
      );
    expect(pingPong(40)).toEqual(pingPong(4));
  });
});

test('another caller is another variant of the same place', () => {
  const other = identifyStack(
    stackOf('readPage (/var/task/lib/jobs/metrics-scraper.ts:41:11)', 'demo (/var/task/infra/local/demo.ts:1:1)'),
  );
  expect(other.topFrame).toBe(reference.topFrame);
  expect(other.variant).not.toBe(reference.variant);
});

test('the innermost cause with frames of ours says where it happened', () => {
  const stack = [
    stackOf('runJob (/srv/lib/runtime/envelope.ts:80:3)'),
    '  [cause]: TypeError: fetch failed',
    '      at fetchPage (/srv/lib/sources/browser.ts:3:3)',
    '    [cause]: Error: connect ECONNREFUSED 127.0.0.1:80',
    '        at TCPConnectWrap.afterConnect (node:net:1637:16)',
  ].join('\n');
  expect(identifyStack(stack).topFrame).toBe('lib/sources/browser|fetchPage');
});

test('no frame of ours, no top frame', () => {
  expect(identifyStack(stackOf('TCPConnectWrap.afterConnect (node:net:1637:16)'))).toEqual({
    topFrame: null,
    variant: null,
  });
  expect(identifyStack('Error: boom')).toEqual({ topFrame: null, variant: null });
  expect(identifyStack(null)).toEqual({ topFrame: null, variant: null });
});

test.each([
  ['/var/task/index.js', 'index'],
  ['/srv/releases/20261122/lib/x/parse.ts', 'lib/x/parse'],
  ['https://cdn.example.com/assets/main-8f3a91bc.js?v=3', 'main'],
  ['webpack-internal:///(rsc)/./lib/x/parse.ts', 'lib/x/parse'],
  ['file:///C:/hone/lib/x/parse.ts', 'lib/x/parse'],
])('%s is %s of the application', (file, path) => {
  expect(applicationPath(file)).toBe(path);
});
