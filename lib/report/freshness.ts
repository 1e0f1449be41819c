import type { JobFreshness } from './report-data.ts';

export type Freshness = 'fresh' | 'late' | 'stale' | 'never';

/**
 * How much to trust that a job's data is of today: fresh within one and a half of its intervals since its last success,
 * late within three, stale beyond (three missed intervals are also what the alarm on AWS waits for).
 */
export function freshnessOf(job: JobFreshness, now: Date): Freshness {
  if (job.lastSuccessAt === null) return 'never';
  const intervals = (now.getTime() - job.lastSuccessAt.getTime()) / 60_000 / job.everyMinutes;
  if (intervals <= 1.5) return 'fresh';
  return intervals <= 3 ? 'late' : 'stale';
}

export function freshnessWords(job: JobFreshness, freshness: Freshness): string {
  if (freshness !== 'never') return freshness;
  return job.lastRun === null ? 'has not run yet' : 'never succeeded';
}

/** What a job does, in the operator's words. */
const JOB_WORDS: Readonly<Record<string, string>> = {
  metrics_scraper: 'Reading X',
  autonomous_optimizer: 'Optimizing',
  error_analysis: 'Error analysis',
  content_planner: 'Planning',
  publisher: 'Publishing',
};

export function jobWords(job: string): string {
  return JOB_WORDS[job] ?? job;
}
