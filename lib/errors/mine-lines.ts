import { type Categorisation, categorise } from './categorise.ts';
import { fingerprintOf } from './group-fingerprint.ts';
import { cleanText } from './normalise-message.ts';
import { SignatureStore } from './signature-store.ts';
import { renderTemplate, signatureKey } from './token.ts';

/** One template of a text and how often it occurs. */
export interface LinePattern extends Categorisation {
  fingerprint: string;
  template: string;
  count: number;
  /** Numbers of the first and the last line, from 1. */
  firstLine: number;
  lastLine: number;
  example: string;
}

/** What `hone patterns` prints per line. */
export interface LineRecord {
  line: number;
  fingerprint: string;
  template: string;
  category: Categorisation['category'];
}

export interface LineMiner {
  /** Takes the next line; the number it returns, handed to `patternOf` after `finish`, gives the line's pattern. */
  add(line: string): number;
  /** Merges what was seen; sorted by count, then fingerprint. Call once, after the last line. */
  finish(): LinePattern[];
  patternOf(signature: number): LinePattern;
}

const MAXIMUM_EXAMPLE = 500;

/**
 * Mines templates from a stream of lines in flat memory: a caller keeps one number per line, or reads the text twice and
 * adds every line again (the second time only looks up). Templates are known when all lines are, hence two steps.
 */
export function createLineMiner(): LineMiner {
  const store = new SignatureStore();
  const counts: number[] = [];
  const firstLines: number[] = [];
  const lastLines: number[] = [];
  const examples: string[] = [];
  const patternBySignature: LinePattern[] = [];
  let lines = 0;
  return {
    add(line) {
      const signature = store.add(line);
      if (patternBySignature.length > 0) return signature;
      lines++;
      if (counts[signature] === undefined) {
        counts[signature] = 0;
        firstLines[signature] = lines;
        examples[signature] = line.slice(0, MAXIMUM_EXAMPLE);
      }
      counts[signature]++;
      lastLines[signature] = lines;
      return signature;
    },
    finish() {
      const byFingerprint = new Map<string, LinePattern>();
      store.templates().forEach((tokens, signature) => {
        const fingerprint = fingerprintOf([null, null, signatureKey(tokens), null]);
        const [count, firstLine, lastLine] = [
          counts[signature] ?? 0,
          firstLines[signature] ?? 0,
          lastLines[signature] ?? 0,
        ];
        let pattern = byFingerprint.get(fingerprint);
        if (!pattern) {
          const message = examples[signature] ?? '';
          const categorisation = categorise({ type: leadingName(message), code: null, status: null, message });
          const example = cleanText(message, MAXIMUM_EXAMPLE);
          pattern = {
            fingerprint,
            template: cleanText(renderTemplate(tokens)),
            count: 0,
            firstLine,
            lastLine,
            example,
            ...categorisation,
          };
          byFingerprint.set(fingerprint, pattern);
        }
        pattern.count += count;
        pattern.firstLine = Math.min(pattern.firstLine, firstLine);
        pattern.lastLine = Math.max(pattern.lastLine, lastLine);
        patternBySignature[signature] = pattern;
      });
      return [...byFingerprint.values()].sort((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1));
    },
    patternOf(signature) {
      const pattern = patternBySignature[signature];
      if (!pattern)
        throw new RangeError(`signature ${signature} is unknown: add the line and call finish() before patternOf()`);
      return pattern;
    },
  };
}

/** The error's name where a line begins with one, as stacks print it: `TypeError: …`, `Uncaught TimeoutError: …`. */
function leadingName(line: string): string | null {
  return (
    line.slice(0, 100).match(/^(?:Uncaught |\[)?((?:[a-z]\w*\.)*[A-Z]\w*(?:Error|Exception))\b(?: \[\w+\])?:/)?.[1] ??
    null
  );
}

/** All lines at once: one record per line and the patterns. */
export function mineLines(lines: Iterable<string>): { records: LineRecord[]; patterns: LinePattern[] } {
  const miner = createLineMiner();
  const signatures = Array.from(lines, (line) => miner.add(line));
  const patterns = miner.finish();
  const records = signatures.map((signature, index) => {
    const { fingerprint, template, category } = miner.patternOf(signature);
    return { line: index + 1, fingerprint, template, category };
  });
  return { records, patterns };
}
