import { slotsOf } from '../infra/jobs.ts';
import { lambda } from '../lib/jobs/lambda.ts';
import { publisher } from '../lib/jobs/publisher.ts';

export const handler = lambda(publisher, slotsOf('publisher'));
