import { describe, expect, test } from 'vitest';
import { parameterise } from '../../../lib/errors/parameterise.ts';
import { decodeSignature, encodeSignature, renderTemplate } from '../../../lib/errors/token.ts';

const templateOf = (message: string) => renderTemplate(parameterise(message));

describe('values become wildcards', () => {
  test.each([
    ['React error #418', 'React error #<*>'],
    ['took 1532 ms', 'took <*>'],
    ['took 1.5e3 of -7 and +0.25%', 'took <*> of <*> and <*>'],
    ['at 2026-11-22T08:00:00.123Z done', 'at <*> done'],
    ['at Sun Dec 04 04:47:44 2005 done', 'at <*> done'],
    ['id 123e4567-e89b-42d3-a456-426614174000 gone', 'id <*> gone'],
    ['request req-123e4567-e89b-42d3-a456-426614174000 gone', 'request req-<*> gone'],
    ['sha 9f86d081884c7d65 differs', 'sha <*> differs'],
    ['mask deadbeef set', 'mask <*> set'],
    ['GET https://x.com/a/b?c=d#e failed', 'GET <*> failed'],
    ['open /var/task/lib/a.js: denied', 'open <*>: denied'],
    ['open C:\\temp\\a.txt failed', 'open <*> failed'],
    ['mail to someone@example.com bounced', 'mail to <*> bounced'],
    ['host db-1.eu-west-1.rds.amazonaws.com down', 'host <*> down'],
    ['connect to 10.0.0.1:5432 lost', 'connect to <*> lost'],
    ['connect to fe80::1ff:fe23:4567:890a lost', 'connect to <*> lost'],
    ['card 00:1a:2b:3c:4d:5e lost', 'card <*> lost'],
    ['connect to ::1:54321 lost', 'connect to <*> lost'],
    ['connect to fe80::2a:1b:54321 lost', 'connect to <*> lost'],
    ['listen on :::8080 failed', 'listen on <*> failed'],
    ['connect to localhost:5432 lost', 'connect to <*> lost'],
    ['lookup localhost failed', 'lookup <*> failed'],
    ['role arn:aws:iam::123456789012:role/my-Role is gone', 'role <*> is gone'],
    ['open /srv/my files/a.json failed', 'open <*> failed'],
    ['open C:\\my data\\x.json failed', 'open <*> failed'],
    ['at Post.ts:54:18 it ended', 'at <*> it ended'],
    ['names DNS:*.a.com, DNS:b.a.com, DNS:c.com', 'names DNS:<*>'],
    ['key sk-proj-****ZIDU is wrong', 'key <*> is wrong'],
    ['request ID B335:2F6A1:DEAD is known', 'request ID <*> is known'],
    ['type uuid: ""', 'type uuid: "<*>"'],
    ['block blk_-1608999687919862906 lost', 'block blk_<*> lost'],
    ['task attempt_200811101024_0001_m_000012_0 lost', 'task attempt_<*>_m_<*> lost'],
    ["user 'alice' unknown", "user '<*>' unknown"],
    ['sizes 1, 2, 3 and 4', 'sizes <*> and <*>'],
    ['1293 bytes (1.26 KB) sent', '<*> bytes sent'],
    ['from 10.0.0.1 () at noon', 'from <*> (<*>) at noon'],
    ['lifetime <1 sec', 'lifetime <*>'],
  ])('%s', (message, template) => {
    expect(templateOf(message)).toBe(template);
  });
});

describe('what carries the meaning stays', () => {
  test.each([
    ['Request failed with status code 429', 'Request failed with status code 429'],
    ['HTTP/1.1 503 Service Unavailable', 'HTTP/<*> 503 Service Unavailable'],
    ['received 533 rows', 'received <*> rows'],
    ['connect ECONNRESET 10.0.0.1:80', 'connect ECONNRESET <*>'],
    ['net::ERR_NAME_NOT_RESOLVED at https://x.com', 'net::ERR_NAME_NOT_RESOLVED at <*>'],
    ['error code: 23505', 'error code: 23505'],
    ['P2002: failed on 12 rows', 'P2002: failed on <*> rows'],
    [
      "Cannot read properties of undefined (reading 'legacy')",
      "Cannot read properties of undefined (reading 'legacy')",
    ],
    ['{"code":"too_small","path":"a.b"}', '{"code":"too_small","path":"<*>"}'],
    ['{"code":429,"message":"Too many requests"}', '{"code":429,"message":"Too many requests"}'],
    ['E11000 duplicate key', 'E11000 duplicate key'],
    ['sshd[123] left', 'sshd[<*>] left'],
    ["can't find child 12", "can't find child <*>"],
    ['10.0.0.1 "GET /a HTTP/1.1" status: 404 len: 1893', '<*> "GET <*>" status: <*> len: <*>'],
  ])('%s', (message, template) => {
    expect(templateOf(message)).toBe(template);
  });
});

test.each([
  [
    'Waiting for selector `article[data-testid="tweet"] > div` failed: 30000ms exceeded',
    'Waiting for selector <*> failed: <*> exceeded',
  ],
  ['No element found for selector: div.primary span', 'No element found for selector: <*>'],
  [
    'The "path" argument must be of type string. Received an instance of Object',
    'The "<*>" argument must be of type string. Received <*>',
  ],
  ['No element found for selector: ::-p-text(Log in)', 'No element found for selector: <*>'],
  ['Available tools: draft, plan.', 'Available tools: <*>.'],
  ['reasons [None, Conflict, None] given', 'reasons [<*>] given'],
  [
    'Unexpected token \'u\', ..."{"a":"b","c":u"... is not valid JSON',
    "Unexpected token '<*>', ...<*>... is not valid JSON",
  ],
  ['Invalid regular expression: /(?<x/u: Unterminated group', 'Invalid regular expression: <*>: Unterminated group'],
  ['Command failed: git clone a\nfatal: no way', 'Command failed: <*>'],
  ['Value: {"a":[1,"b c"],"d":{}}. Error message: too small', 'Value: <*> Error message: too small'],
  ['sent {"a":{"b":null},"c":[1,2]} away', 'sent <*> away'],
  ['matching: [true,"x y",[1]] of it', 'matching: <*> of it'],
  ['value "["a",true]" at path', 'value "<*>" at path'],
  ['expected a string, but got an integer instead', 'expected a string, but got <*> instead'],
  ['page.a.map is not a function', '<*>.map is not a function'],
  ['ask 10.0.0.1 to delete blk_1 blk_22 blk_-333', 'ask <*> to delete blk_<*>'],
])('phrases that hold values: %s', (message, template) => {
  expect(templateOf(message)).toBe(template);
});

test('the elements of a list of issues count once, whatever stands between their quotes', () => {
  const issue = (at: number, option: string) =>
    `{ "code": "invalid_value", "path": ["posts", ${at}], "message": "expected one of \\"draft\\"|\\"${option}\\"" }`;
  const one = templateOf(`[ ${issue(1, 'sent')} ]`);
  expect(templateOf(`[ ${issue(7, 'posted')}, ${issue(12, 'failed')}, ${issue(3, 'sent')} ]`)).toBe(one);
  expect(one).toContain('"invalid_value"');
});

test('what an engine says of code keeps the name that is wrong', () => {
  expect(parameterise('ReferenceError: window is not defined').map((token) => token.kind)).toEqual([
    'locked',
    'punctuation',
    'locked',
    'word',
    'word',
    'word',
  ]);
  expect(
    parameterise('b.map is not a function')
      .map((token) => token.kind)
      .slice(0, 2),
  ).toEqual(['wildcard', 'locked']);
});

test("a setting's name in capitals may vary, a code in capitals may not", () => {
  const kinds = (message: string) => parameterise(message).map((token) => token.kind);
  expect(kinds('API_KEY must be set')[0]).toBe('word');
  expect(kinds('read ECONNRESET again')[1]).toBe('locked');
});

test("SQL's types of several words are one", () => {
  expect(parameterise('cannot cast type timestamp with time zone to text[]').map((token) => token.text)).toEqual([
    'cannot',
    'cast',
    'type',
    'timestamp with time zone',
    'to',
    'text[]',
  ]);
});

test('a literal <*> is no wildcard', () => {
  expect(parameterise('a <*> b').map((token) => token.kind)).toEqual([
    'word',
    'punctuation',
    'punctuation',
    'punctuation',
    'word',
  ]);
});

test('signatures survive storage', () => {
  const tokens = parameterise('connect ECONNREFUSED 10.0.0.1:80 (blk_7)');
  expect(decodeSignature(encodeSignature(tokens))).toEqual(tokens);
  expect(() => decodeSignature('?x')).toThrow(/token "\?x"/);
});
