import { describe, expect, test } from 'vitest';
import { byId, isId, snowflakeTime } from '../../../lib/x/snowflake.ts';

describe('ids of X', () => {
  test.each(['1', '20', '2082640274845811115', String(2n ** 63n - 1n)])('%s is one', (id) =>
    expect(isId(id)).toBe(true),
  );

  test.each([
    '',
    '0',
    '012',
    '-1',
    '1.5',
    ' 1',
    '1 ',
    '1a',
    String(2n ** 63n),
    '12345678901234567890',
    20,
    null,
    undefined,
  ])('%j is none', (id) => expect(isId(id)).toBe(false));

  test('carry the millisecond of their making since November 2010', () => {
    // Twitter's own announcement gives the first: 4 November 2010, 21:53:30 UTC and the epoch 1288834974657.
    expect(snowflakeTime('29700859247')).toEqual(new Date(1_288_834_974_657 + Number(29_700_859_247n >> 22n)));
    expect(snowflakeTime('1541815603606036480')).toEqual(new Date('2022-06-28T16:07:40.105Z'));
    expect(snowflakeTime('29700859246')).toBeNull();
    expect(snowflakeTime('x')).toBeNull();
  });

  test('come in the order in which X gave them out', () => {
    expect(['100', '9', '21', '20', '20'].toSorted(byId)).toEqual(['9', '20', '20', '21', '100']);
    expect(byId('20', '20')).toBe(0);
  });
});
