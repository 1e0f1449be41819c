import { jobNamed, slotOf } from '../infra/jobs.ts';
import { autonomousOptimizer } from '../lib/jobs/autonomous-optimizer.ts';
import { lambda } from '../lib/jobs/lambda.ts';

export const handler = lambda(autonomousOptimizer, (time) => slotOf(jobNamed('autonomous_optimizer'), time));
