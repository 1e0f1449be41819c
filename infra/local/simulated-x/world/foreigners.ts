import { type RandomStream, randomStream } from './random.ts';
import { snowflakeAt } from './snowflake.ts';
import { lowBits } from './truth.ts';

/** An account of somebody else: reposted, quoted, replied to, promoted or suggested, never to be counted as own. */
export interface ForeignUser {
  userId: string;
  handle: string;
  name: string;
  followers: number;
  createdAt: Date;
}

export interface ForeignPost {
  tweetId: string;
  author: ForeignUser;
  text: string;
  postedAt: Date;
  finalImpressions: number;
}

const CAST: readonly [handle: string, name: string, followers: number][] = [
  ['gridwatcher', 'Grid Watcher', 48_210],
  ['MeraKowalska', 'Mera Kowalska', 7_904],
  ['SunnySideRoofs', 'Sunny Side Roofs', 21_377],
  ['thermal_tom', 'Tom, thermally', 3_115],
  ['VoltageDaily', 'Voltage Daily', 310_552],
  ['kWhClub', 'The kWh Club', 12_640],
  ['ines_on_energy', 'Inês Duarte', 95_018],
  ['PumpHouseLab', 'Pump House Lab', 5_266],
  ['CheapKettles', 'Cheap Kettles', 1_482],
  ['NorthFeeder', 'North Feeder', 18_733],
];

const REMARKS = [
  'Read this before you sign anything.',
  'The chart everybody argued about last week, now with error bars.',
  'We tried it on our own building. It held up.',
  'Counterpoint: it depends on the roof.',
  'This is the clearest explanation of the evening ramp so far.',
  'Does anyone have the numbers for a rented flat?',
  'Same here, to the decimal.',
  'Kettles from 9.99 this weekend only.',
] as const;

export function foreignCast(seed: number): ForeignUser[] {
  return CAST.map(([handle, name, followers], index) => {
    const draw = randomStream(seed, 'foreign', handle);
    return {
      handle,
      name,
      followers,
      userId: String(20_000_000 + draw.integer(900_000_000) * 3 + index),
      createdAt: new Date(Date.UTC(2009 + draw.integer(12), draw.integer(12), 1 + draw.integer(28), draw.integer(24))),
    };
  });
}

/** A post by somebody of the cast, made shortly before `before`. Same labels, same post. */
export function foreignPost(cast: readonly ForeignUser[], before: Date, ...labels: (string | number)[]): ForeignPost {
  const draw: RandomStream = randomStream(...labels, 'foreign post');
  const postedAt = new Date(before.getTime() - (5 + draw.integer(300)) * 60_000);
  return {
    author: draw.pick(cast),
    text: draw.pick(REMARKS),
    postedAt,
    tweetId: snowflakeAt(postedAt, lowBits(...labels)),
    finalImpressions: Math.round(Math.exp(7 + 1.2 * draw.normal())),
  };
}
