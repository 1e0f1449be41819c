import { slotsOf } from '../infra/jobs.ts';
import { lambda } from '../lib/jobs/lambda.ts';
import { metricsScraper } from '../lib/jobs/metrics-scraper.ts';
import { openSource } from '../lib/jobs/open-source.ts';

export const handler = lambda(metricsScraper, slotsOf('metrics_scraper'), openSource);
