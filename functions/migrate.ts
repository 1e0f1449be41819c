import { lambda } from '../lib/jobs/lambda.ts';
import { migrate } from '../lib/jobs/migrate.ts';

export const handler = lambda(migrate);
