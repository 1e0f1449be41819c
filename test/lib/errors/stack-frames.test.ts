import { describe, expect, test } from 'vitest';
import { parseStack, type StackFrame } from '../../../lib/errors/stack-frames.ts';

const frame = (more: Partial<StackFrame>): StackFrame => ({
  functionName: null,
  file: null,
  line: null,
  column: null,
  isAsync: false,
  isConstructor: false,
  alias: null,
  origin: 'file',
  ...more,
});
const at = (file: string, line: number, column: number) => ({ file, line, column });

describe('every shape of a V8 frame', () => {
  test.each<[string, Partial<StackFrame>]>([
    ['run (/var/task/lib/a.js:10:5)', { functionName: 'run', ...at('/var/task/lib/a.js', 10, 5) }],
    ['/var/task/lib/a.js:10:5', at('/var/task/lib/a.js', 10, 5)],
    ['async run (/var/task/lib/a.js:10:5)', { functionName: 'run', isAsync: true, ...at('/var/task/lib/a.js', 10, 5) }],
    ['async /var/task/lib/a.js:10:5', { isAsync: true, ...at('/var/task/lib/a.js', 10, 5) }],
    ['async file:///srv/app/lib/a.ts:10:5', { isAsync: true, ...at('file:///srv/app/lib/a.ts', 10, 5) }],
    ['async Promise.all (index 0)', { functionName: 'Promise.all', isAsync: true, origin: 'promise' }],
    ['<anonymous>', { origin: 'anonymous' }],
    ['new Promise (<anonymous>)', { functionName: 'Promise', isConstructor: true, origin: 'anonymous' }],
    ['Array.map (<anonymous>)', { functionName: 'Array.map', origin: 'anonymous' }],
    ['Object.parse (native)', { functionName: 'Object.parse', origin: 'native' }],
    ['new Scraper (/srv/a.js:1:2)', { functionName: 'Scraper', isConstructor: true, ...at('/srv/a.js', 1, 2) }],
    [
      'Socket.emit [as _emit] (/srv/a.js:1:2)',
      { functionName: 'Socket.emit', alias: '_emit', ...at('/srv/a.js', 1, 2) },
    ],
    ['Scraper.#read (/srv/a.js:1:2)', { functionName: 'Scraper.#read', ...at('/srv/a.js', 1, 2) }],
    ['get posts (/srv/a.js:1:2)', { functionName: 'get posts', ...at('/srv/a.js', 1, 2) }],
    [
      'eval (eval at run (/srv/a.js:3:4), <anonymous>:1:2)',
      { functionName: 'eval', file: 'eval at run (/srv/a.js:3:4), <anonymous>:1:2', origin: 'eval' },
    ],
    [
      'process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
      {
        functionName: 'process.processTicksAndRejections',
        ...at('node:internal/process/task_queues', 105, 5),
        origin: 'node',
      },
    ],
    [
      'node:internal/main/run_main_module:36:49',
      { ...at('node:internal/main/run_main_module', 36, 49), origin: 'node' },
    ],
    [
      'Module.run (file:///srv/app/lib/a.ts:1:2)',
      { functionName: 'Module.run', ...at('file:///srv/app/lib/a.ts', 1, 2) },
    ],
    ['run (webpack://hone/./lib/a.ts?:1:2)', { functionName: 'run', ...at('webpack://hone/./lib/a.ts?', 1, 2) }],
    [
      'run (webpack-internal:///(rsc)/./lib/a.ts:1:2)',
      { functionName: 'run', ...at('webpack-internal:///(rsc)/./lib/a.ts', 1, 2) },
    ],
    ['run (/srv/my app (copy)/lib/a.js:1:2)', { functionName: 'run', ...at('/srv/my app (copy)/lib/a.js', 1, 2) }],
    ['/srv/my app (copy)/lib/a.js:1:2', at('/srv/my app (copy)/lib/a.js', 1, 2)],
    ['run (C:\\srv\\app\\lib\\a.js:1:2)', { functionName: 'run', ...at('C:\\srv\\app\\lib\\a.js', 1, 2) }],
    [
      't.x (https://x.com/main.a81b.js:1:200413)',
      { functionName: 't.x', ...at('https://x.com/main.a81b.js', 1, 200413) },
    ],
    [
      'evaluate (pptr:evaluate;run%20(file%3A%2F%2F%2Fsrv%2Fa.js%3A1%3A2):3:4)',
      { functionName: 'evaluate', ...at('pptr:evaluate;run%20(file%3A%2F%2F%2Fsrv%2Fa.js%3A1%3A2)', 3, 4) },
    ],
    [
      'wasm://wasm/3e2d1a:wasm-function[12]:0x1a2',
      { file: 'wasm://wasm/3e2d1a:wasm-function[12]:0x1a2', origin: 'wasm' },
    ],
    [
      'add (wasm://wasm/3e2d1a:wasm-function[12]:0x1a2)',
      { functionName: 'add', file: 'wasm://wasm/3e2d1a:wasm-function[12]:0x1a2', origin: 'wasm' },
    ],
  ])('at %s', (line, expected) => {
    expect(parseStack(`Error: boom\n    at ${line}`)).toEqual([frame(expected)]);
  });
});

test("reads what this machine's V8 writes", () => {
  class Reader {
    #open(): Error {
      return new Error('a real one');
    }
    get opened(): Error {
      return this.#open();
    }
  }
  const frames = parseStack([1].map(() => new Reader().opened)[0]?.stack as string);
  expect(frames.slice(0, 4).map(({ functionName, origin }) => [functionName, origin])).toEqual([
    ['Reader.#open', 'file'],
    ['Reader.get opened', 'file'],
    [null, 'file'],
    ['Array.map', 'anonymous'],
  ]);
  expect(frames[0]?.file).toMatch(/stack-frames\.test\.ts$/);
});

test('a message that quotes a stack invents no frames', () => {
  const message = 'child failed:\n    at fake (/srv/fake.js:1:1)';
  const frames = parseStack(`Error: ${message}\n    at real (/srv/real.js:2:2)`, message);
  expect(frames.map((one) => one.functionName)).toEqual(['real']);
});

test('keeps the 50 innermost of 10,000 frames', () => {
  const deep = Array.from({ length: 10_000 }, (_, at) => `    at f${at} (/srv/a.js:1:1)`).join('\n');
  const frames = parseStack(`RangeError: Maximum call stack size exceeded\n${deep}`);
  expect(frames).toHaveLength(50);
  expect(frames[0]?.functionName).toBe('f0');
});
