import { autonomousOptimizer } from '../lib/jobs/autonomous-optimizer.ts';
import { lambda } from '../lib/jobs/lambda.ts';

export const handler = lambda(autonomousOptimizer);
