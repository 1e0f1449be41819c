import { migrateLambda } from '../lib/jobs/lambda.ts';

export const handler = migrateLambda();
