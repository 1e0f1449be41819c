import { autonomousOptimizer } from './autonomous-optimizer.ts';
import { contentPlanner } from './content-planner.ts';
import { errorAnalysis } from './error-analysis.ts';
import type { JobDefinition } from './job.ts';
import { metricsScraper } from './metrics-scraper.ts';
import { publisher } from './publisher.ts';

/** The jobs that run in the envelope; `migrate` runs before the tables it would need are there. */
export const jobDefinitions: readonly JobDefinition[] = [
  metricsScraper,
  autonomousOptimizer,
  errorAnalysis,
  contentPlanner,
  publisher,
];
