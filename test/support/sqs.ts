import { vi } from 'vitest';
import { serveSqs } from './sqs-server.ts';

/** A queue on loopback, and the environment that leads SQS's client there (`vi.unstubAllEnvs` takes it back). */
export async function startSqs(
  ...queue: Parameters<typeof serveSqs>
): Promise<{ queueUrl: string; stop(): Promise<void> }> {
  const { endpoint, queueUrl, stop } = await serveSqs(...queue);
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', endpoint);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  return { queueUrl, stop };
}
