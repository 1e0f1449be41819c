import { jobNamed, slotOf } from '../infra/jobs.ts';
import { lambda } from '../lib/jobs/lambda.ts';
import { metricsScraper } from '../lib/jobs/metrics-scraper.ts';

export const handler = lambda(metricsScraper, (time) => slotOf(jobNamed('metrics_scraper'), time));
