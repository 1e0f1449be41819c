import { slotsOf } from '../infra/jobs.ts';
import { autonomousOptimizer } from '../lib/jobs/autonomous-optimizer.ts';
import { lambda } from '../lib/jobs/lambda.ts';

export const handler = lambda(autonomousOptimizer, slotsOf('autonomous_optimizer'));
