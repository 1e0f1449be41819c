import { describe, expect, it } from 'vitest';
import { bannedTopicsIn } from '../../../lib/content/banned-topics.ts';

describe('banned topics', () => {
  it.each([
    ['The election was close', 'election'],
    ['ELECTIONS are near', 'election'],
    ['About #CryptoCurrency again', 'crypto currency'],
    ['nuclear power, again', 'nuclear_power'],
    ['Why nuclear-power plants close', 'nuclear power'],
    ['ｃｒｙｐｔｏ', 'crypto'],
    ['cry\u200bpto', 'crypto'],
  ])('%j touches %j', (text, topic) => {
    expect(bannedTopicsIn(text, [topic])).toEqual([topic]);
  });

  it.each([
    ['Encrypted disks', 'crypto'],
    ['Power to the nuclear family', 'nuclear power'],
    ['Anything', ''],
    ['A selection of tools', 'election'],
  ])('%j does not touch %j', (text, topic) => {
    expect(bannedTopicsIn(text, [topic])).toEqual([]);
  });
});
