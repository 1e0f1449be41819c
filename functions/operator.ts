import { operatorLambda } from '../infra/operator/operator.ts';

export const handler = operatorLambda();
