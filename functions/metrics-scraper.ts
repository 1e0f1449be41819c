import { slotsOf } from '../infra/jobs.ts';
import { lambda } from '../lib/jobs/lambda.ts';
import { metricsScraper } from '../lib/jobs/metrics-scraper.ts';

export const handler = lambda(metricsScraper, slotsOf('metrics_scraper'));
