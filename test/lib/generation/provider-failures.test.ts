import { afterAll, describe, expect, it } from 'vitest';
import type { GenerationError } from '../../../lib/generation/errors.ts';
import { modelGenerator } from '../../../lib/generation/model-generator.ts';
import { openModel } from '../../../lib/generation/open-model.ts';
import { templateFor } from '../../../lib/generation/templates.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { useAwsEnvironment } from '../../support/aws-environment.ts';
import { briefOf } from '../../support/brief.ts';
import { startLanguageModelServer } from '../../support/language-model-server.ts';

const KEY = 'sk-test-0123456789abcdef';
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret-of-the-role' };
const MODELS = [
  'openai:gpt-4.1-mini',
  'anthropic:claude-haiku-4-5',
  'openai-compatible:llama3.2',
  'bedrock:amazon.nova-lite-v1:0',
] as const;

const restore = useAwsEnvironment(CREDENTIALS);
afterAll(restore);

/** How the generator fails over a model at this address. */
async function failure(model: string, url: string, timeoutMs = 60_000): Promise<GenerationError> {
  const settings = readSettings({
    CONTENT_MODEL: model,
    CONTENT_MODEL_BASE_URL: url,
    CONTENT_API_KEY_SECRET: 'writer',
  });
  const open = await openModel(settings, { secrets: { read: async () => KEY, write: async () => {} } });
  const generator = modelGenerator({ template: templateFor('field_notes'), model: open, timeoutMs });
  return generator.generate(briefOf(), { signal: new AbortController().signal }).then(
    () => expect.fail('an error was expected'),
    (thrown) => thrown,
  );
}

describe.each(MODELS)('%s', (model) => {
  it.each([
    [401, 'GENERATION_UNAUTHORIZED', 'auth'],
    [403, 'GENERATION_UNAUTHORIZED', 'auth'],
    [404, 'GENERATION_BAD_REQUEST', 'validation'],
    [429, 'GENERATION_RATE_LIMITED', 'rate_limit'],
    [500, 'GENERATION_PROVIDER_FAILED', 'network'],
    [529, 'GENERATION_PROVIDER_FAILED', 'network'],
  ] as const)(
    'answering HTTP %i is told apart, asked once, and the error hides the key',
    async (status, code, category) => {
      const text = `Incorrect key provided: ${KEY} or sk-te***cdef`;
      const server = await startLanguageModelServer(() => ({ status, text }));
      try {
        const error = await failure(model, server.url);
        expect(error).toMatchObject({ name: 'GenerationError', code, category, status });
        expect(error.message).toContain(`${model} failed with HTTP ${status}: `);
        expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toMatch(/sk-te|secret-of-the-role/);
        expect(error.exchanges).toMatchObject([
          { model, answer: null, inputTokens: null, outputTokens: null, usd: null },
        ]);
        expect(server.requests).toHaveLength(1);
      } finally {
        await server.close();
      }
    },
  );

  it('not answering is waited for no longer than is allowed', async () => {
    const server = await startLanguageModelServer(() => new Promise(() => {}));
    try {
      expect(await failure(model, server.url, 30)).toMatchObject({
        code: 'GENERATION_TIMEOUT',
        message: `The answer of ${model} did not finish within 30 ms. Nothing to do: the next run asks again, as long as the slot lies ahead.`,
      });
    } finally {
      await server.close();
    }
  });

  it('not being there is a failure of the network', async () => {
    const server = await startLanguageModelServer(() => ({ text: '' }));
    await server.close();
    expect(await failure(model, server.url)).toMatchObject({
      code: 'GENERATION_PROVIDER_FAILED',
      category: 'network',
      status: null,
    });
  });

  it('answering with something that is no answer is unreadable', async () => {
    const server = await startLanguageModelServer(() => ({ text: 'null' }));
    try {
      expect(await failure(model, server.url)).toMatchObject({ code: 'GENERATION_UNREADABLE', category: 'validation' });
    } finally {
      await server.close();
    }
  });
});

describe('Bedrock without credentials of the role', () => {
  it('says that it may not, without asking anybody', async () => {
    const undo = useAwsEnvironment(null);
    const server = await startLanguageModelServer(() => ({ text: '' }));
    try {
      expect(await failure('bedrock:amazon.nova-lite-v1:0', server.url)).toMatchObject({
        code: 'GENERATION_UNAUTHORIZED',
        category: 'auth',
      });
      expect(server.requests).toEqual([]);
    } finally {
      await server.close();
      undo();
    }
  });
});
