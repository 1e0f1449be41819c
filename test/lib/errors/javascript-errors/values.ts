/** A seeded source of the values that messages carry. */
export interface Values {
  random: () => number;
  int: (from: number, to: number) => number;
  pick: <T>(of: readonly T[]) => T;
  hex: (length: number) => string;
  uuid: () => string;
  ip: () => string;
  host: () => string;
  url: () => string;
  path: () => string;
  /** A name as code and tables have it. */
  name: () => string;
  /** A short text of a user. */
  text: () => string;
  selector: () => string;
}

const WORDS =
  'account active amount article author badge banner batch board bonus branch budget buffer button campaign cart channel city claim client color column comment contact country coupon customer daily device draft email engagement entry event feature field filter folder follower footer group header history hook image impression index invoice item job journal label language lead level limit line link list location margin member menu message metric model month name network note number offer option order owner page panel payment period person phone photo piece plan player policy post price product profile project prompt quota range rate reader reason record region reply report result reward role route rule sample schedule score season section segment sender series session share shop signal size slot snapshot source stage status step stock store story stream street style subject summary table target task team term theme thread ticket time title token topic total track trend type update user value variant vendor version view visit volume wallet week weight widget window winner worker year zone'.split(
    ' ',
  );

/** Mulberry32: small, seeded, good enough for test data. */
export function seededValues(seed: number): Values {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const hex = (length: number) => Array.from({ length }, () => '0123456789abcdef'[int(0, 15)]).join('');
  const word = () => pick(WORDS);
  const capital = (text: string) => text[0]?.toUpperCase() + text.slice(1);
  const host = () =>
    pick([
      `${word()}.${word()}.com`,
      `${word()}-${int(1, 99)}.internal`,
      `api.${word()}.io`,
      `db.${hex(12)}.eu-west-1.rds.amazonaws.com`,
    ]);
  const path = () =>
    `/${pick(['var/task', 'home/app', 'srv/hone', 'tmp'])}/${word()}/${word()}-${int(1, 999)}.${pick(['js', 'json', 'ts', 'mjs'])}`;
  const name = () => pick([word(), `${word()}_${word()}`, `${word()}${capital(word())}`, `${word()}_${int(1, 99)}`]);
  return {
    random,
    int,
    pick,
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    ip: () => `${int(1, 254)}.${int(0, 254)}.${int(0, 254)}.${int(1, 254)}`,
    host,
    url: () => `https://${host()}/${word()}/${int(1, 99999)}${random() < 0.5 ? `?${word()}=${word()}` : ''}`,
    path,
    name,
    text: () => Array.from({ length: int(1, 4) }, word).join(' '),
    selector: () =>
      pick([`[data-testid="${word()}"]`, `article div.${word()} > a`, `#${word()}-${int(1, 99)}`, `${word()} span`]),
  };
}
