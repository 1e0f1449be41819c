import { slotsOf } from '../infra/jobs.ts';
import { contentPlanner } from '../lib/jobs/content-planner.ts';
import { lambda } from '../lib/jobs/lambda.ts';

export const handler = lambda(contentPlanner, slotsOf('content_planner'));
