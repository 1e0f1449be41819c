/** What the messages of libraries carry, as awkward as it is in life: spaces in paths, IPv6, ARNs, JSON of any structure. */
export type LibraryValues = ReturnType<typeof libraryValues>;

const words = (text: string) => text.split(' ');
const USERS = words(
  'alice bob carol dave erin frank grace heidi ivan judy lena.kraus m.osei svc-reporting root deploy',
);
const TABLES = words(
  'posts metrics accounts policies job_runs system_events outcomes follower_counts drafts user order_items',
);
const COLUMNS = words(
  'id tweet_id posted_at status actual_likes handle email created_at body score event_data price_cents',
);
const HOSTS = words(
  'api.x.com db.internal hone-db.c9akciq32.eu-central-1.rds.amazonaws.com api.openai.com cdn.example.net localhost registry.npmjs.org metrics.staging.acme.io worker-7.cluster.local',
);
const SELECTORS = [
  '#timeline',
  'article[data-testid="tweet"]',
  '.css-1dbjc4n > div',
  'div[role=button]:nth-child(3)',
  'main section h2',
  '[data-testid="UserName"] span',
  'input[name="text"]',
  '::-p-text(Log in)',
  'xpath///div[@id="x"]',
];
const WORDS = words(
  'morning coffee launch thread garden release quick note about the weather in Berlin why we ship small things often hello world great day numbers matter more than opinions',
);
const FIELDS = words(
  'name email items total address zip count userId metrics postedAt handle tags limit cursor options',
);
const FILES = words(
  'config.json session.json report.html data.csv index.mjs tweets.ndjson key.pem policy.yaml cache.db',
);
const FOLDERS = words(
  '/var/task /tmp /home/hone/app /opt/chromium /srv/data/2026 C:\\Users\\lena\\hone /mnt/efs/exports ./dist ../shared',
);
const REGIONS = words('eu-central-1 us-east-1 ap-southeast-2 us-west-2');
const SERVICES = words('metrics-scraper error-analysis publisher optimizer ingest Handler');
const HEX = '0123456789abcdef';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The values of one message, from a source of numbers in [0, 1). */
export function libraryValues(random: () => number) {
  const int = (from = 1, to = 99_999) => from + Math.floor(random() * (to - from + 1));
  const pick = <T>(of: readonly T[]): T => of[int(0, of.length - 1)] as T;
  const times = <T>(count: number, make: () => T) => Array.from({ length: count }, make);
  const hex = (length: number) => times(length, () => HEX[int(0, 15)]).join('');
  const b62 = (length: number) => times(length, () => LETTERS[int(0, 61)]).join('');
  const two = (from: number, to: number) => String(int(from, to)).padStart(2, '0');
  const list = (make: () => unknown, from: number, to: number, separator = ', ') =>
    times(int(from, to), make).join(separator);
  const word = () => pick(WORDS);
  const text = (from = 1, to = 8) => list(word, from, to, ' ');
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const ip = () => `${int(1, 223)}.${int(0, 255)}.${int(0, 255)}.${int(1, 254)}`;
  const host = () => pick(HOSTS);
  const account = () => String(int(1e11, 9e11));
  const fnName = () => `${pick(['hone', 'acme', 'prod'])}-${pick(SERVICES)}${pick(['', `-${b62(12)}`])}`;
  const iam = () => `arn:aws:iam::${account()}`;
  const queue = () => `arn:aws:sqs:${pick(REGIONS)}:${account()}:${fnName()}`;
  const secret = () => `arn:aws:secretsmanager:${pick(REGIONS)}:${account()}:secret:hone/session-${b62(6)}`;
  const scalar = () => pick<unknown>([int(), text(1, 3), true, null, hex(6)]);
  const object = (depth: number) => Object.fromEntries(times(int(1, 4), () => [pick(FIELDS), value(depth - 1)]));
  const value = (depth: number): unknown => {
    if (depth === 0) return scalar();
    return random() < 0.67 ? object(depth) : times(int(0, 3), () => value(depth - 1));
  };
  return {
    int,
    pick,
    hex,
    b62,
    list,
    word,
    text,
    uuid,
    ip,
    host,
    account,
    fnName,
    ip6: () => pick(['::1', `2a02:8109:${hex(4)}:${hex(4)}::${hex(2)}`, `fe80::${hex(4)}:${hex(4)}`]),
    port: () => pick([443, 5432, 80, 3000, 8080, int(1024, 65_535)]),
    maybe: (part: string | (() => string)) => (random() < 0.5 ? (typeof part === 'string' ? part : part()) : ''),
    json: (depth = 2) => JSON.stringify(value(depth)),
    user: () => pick(USERS),
    table: () => pick(TABLES),
    column: () => pick(COLUMNS),
    field: () => pick(FIELDS),
    sel: () => pick(SELECTORS),
    file: () => pick(FILES),
    region: () => pick(REGIONS),
    ms: () => pick([1000, 5000, 10_000, 30_000, int(100, 120_000)]),
    ver: () => `${int(0, 24)}.${int(0, 30)}.${int(0, 12)}${pick(['', '', '-beta.1'])}`,
    path: () => `${pick(FOLDERS)}/${pick(['', `${int(1, 400)}/`, 'data/', 'my files/', `${hex(8)}/`])}${pick(FILES)}`,
    url: () =>
      `https://${host()}${pick(['/', `/${word()}/status/${int(1e15, 9e15)}`, `/v1/users/${int()}?limit=${int(1, 100)}`])}`,
    email: () => `${pick(USERS).replaceAll(/[^a-z.]/g, '')}@${pick(['example.com', 'acme.io', 'mail.co.uk'])}`,
    iso: () =>
      `2026-${two(1, 12)}-${two(1, 28)}T${two(0, 23)}:${two(0, 59)}:${two(0, 59)}${pick(['Z', `.${int(100, 999)}Z`])}`,
    roleArn: () => `${iam()}:role/${fnName()}`,
    assumed: () =>
      pick([`arn:aws:sts::${account()}:assumed-role/${fnName()}/${fnName()}`, `${iam()}:user/${pick(USERS)}`]),
    arn: () => pick([queue(), secret(), `arn:aws:s3:::${fnName().toLowerCase()}/exports/${int(1, 99)}.json`]),
  };
}
