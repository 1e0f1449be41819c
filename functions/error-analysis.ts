import { slotsOf } from '../infra/jobs.ts';
import { errorAnalysis } from '../lib/jobs/error-analysis.ts';
import { lambda } from '../lib/jobs/lambda.ts';

export const handler = lambda(errorAnalysis, slotsOf('error_analysis'));
