import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { World } from './generated-worlds.ts';
import type { LoopWorld } from './loop-worlds.ts';
import { DAY_MS, HOUR_MS, WORLD_START_MS } from './world-parameters.ts';

type Row = [number, number, number, number, number, number, number, number, number, [number, number, number][]];

interface Truth {
  alpha: number[];
  beta: number;
  gamma: number[];
  null: boolean;
}

/** The development worlds of a folder (w1_7d_dev, w1_28d_dev) as histories with their truth. */
export function developmentWorlds(folder: string, name: string): World[] {
  const file = JSON.parse(gunzipSync(readFileSync(join(folder, `${name}.json.gz`))).toString()) as {
    days: number;
    worlds: { id: string; rows: Row[] }[];
  };
  const truth = JSON.parse(readFileSync(join(folder, `${name}.truth.json`), 'utf8')) as Truth[];
  const nowMs = WORLD_START_MS + file.days * DAY_MS;
  return file.worlds.map(({ id, rows }, i) => ({
    id,
    days: file.days,
    nowMs,
    isNull: truth[i]!.null,
    effects: truth[i]!,
    posts: rows.map(([day, , hour, generator, format, topic, , , , snapshots], k) => {
      const postedAtMs = WORLD_START_MS + day * DAY_MS + hour * HOUR_MS;
      return {
        tweet_id: String(k),
        posted_at: new Date(postedAtMs),
        generator_name: `g${generator}`,
        decision_type: format === 1 ? ('thread' as const) : ('single' as const),
        topic: `t${topic}`,
        metrics: snapshots.map(([age, impressions, engagements]) => ({
          collected_at: new Date(postedAtMs + age * HOUR_MS),
          impressions,
          engagements,
        })),
      };
    }),
  }));
}

export function developmentLoopWorlds(folder: string): LoopWorld[] {
  const file = gunzipSync(readFileSync(join(folder, 'w1_loop_dev.json.gz'))).toString();
  return (JSON.parse(file) as { worlds: LoopWorld[] }).worlds;
}

/** Reference designs' figures on the same worlds: [value, standard error] by name. */
export function referenceFigures(folder: string, name: string): Record<string, Record<string, [number, number]>> {
  const file = JSON.parse(readFileSync(join(folder, `${name}.figures.json`), 'utf8')) as {
    designs: Record<string, Record<string, [number, number]>>;
  };
  return file.designs;
}
