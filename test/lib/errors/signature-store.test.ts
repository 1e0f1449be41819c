import { describe, expect, test } from 'vitest';
import { SignatureStore } from '../../../lib/errors/signature-store.ts';
import { renderTemplate } from '../../../lib/errors/token.ts';
import { seededValues } from './javascript-errors/values.ts';

const letters = (values: ReturnType<typeof seededValues>) =>
  Array.from({ length: 9 }, () => values.pick([...'ghijklmnopqrstuvwxyz'])).join('');

describe('a full store', () => {
  test('files new values under the template they fit', () => {
    const store = new SignatureStore({ maximumLive: 200 });
    const values = seededValues(1);
    const numbers = Array.from({ length: 5_000 }, () => store.add(`session opened for ${letters(values)} by the gate`));
    expect(store.signatures.length).toBeLessThan(300);
    const templates = store.templates();
    expect(new Set(numbers.map((id) => renderTemplate(templates[id] ?? []))).size).toBe(1);
    expect(renderTemplate(templates[numbers[0] as number] ?? [])).toBe('session opened for <*> by the gate');
  });

  test('stays small when nothing is like anything', () => {
    const store = new SignatureStore({ maximumLive: 200 });
    const values = seededValues(2);
    for (let i = 0; i < 5_000; i++)
      store.add(Array.from({ length: values.int(3, 9) }, () => letters(values)).join(' '));
    expect(store.signatures.length).toBeLessThan(2_300);
    const known = store.add('session opened for somebody');
    expect(store.add('session opened for somebody')).toBe(known);
  });
});

test('shows white space where any message had it', () => {
  for (const order of [
    ['on:true', 'on: true'],
    ['on: true', 'on:true'],
  ]) {
    const store = new SignatureStore();
    const [id] = order.map((message) => store.add(message));
    expect(renderTemplate(store.templates()[id as number] ?? [])).toBe('on: true');
  }
});
