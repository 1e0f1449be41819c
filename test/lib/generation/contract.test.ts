import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelGenerator } from '../../../lib/generation/model-generator.ts';
import { offlineGenerator } from '../../../lib/generation/offline-generator.ts';
import { openGenerator } from '../../../lib/generation/open-generator.ts';
import { templateFor } from '../../../lib/generation/templates.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { briefOf } from '../../support/brief.ts';
import { keepsTheContract } from '../../support/generator-contract.ts';
import { type LanguageModelServer, startLanguageModelServer } from '../../support/language-model-server.ts';
import { goodAnswer, modelThatSays } from '../../support/obedient-model.ts';

const KEY = 'sk-test-0123456789abcdef';
const secrets = { read: async () => KEY, write: async () => {} };

describe.each(['field_notes', 'open_question', 'a_name_of_their_own'])('the offline generator %s', (name) => {
  keepsTheContract(() => offlineGenerator(name));
});

describe("a generator over the AI SDK's mock model", () => {
  keepsTheContract(() => modelGenerator({ template: templateFor('field_notes'), model: modelThatSays(goodAnswer) }));
});

/** What of a request says that the key was used and the schema was sent, per provider. */
const PROVIDERS = [
  ['openai:gpt-4.1-mini', '/responses', 'authorization', `Bearer ${KEY}`],
  ['anthropic:claude-haiku-4-5', '/messages', 'x-api-key', KEY],
  ['anthropic:claude-3-5-haiku-latest', '/messages', 'x-api-key', KEY],
  ['openai-compatible:llama3.2', '/chat/completions', 'authorization', `Bearer ${KEY}`],
  [
    'bedrock:amazon.nova-lite-v1:0',
    '/model/amazon.nova-lite-v1:0/converse',
    'authorization',
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/',
  ],
] as const;

describe.each(PROVIDERS)('a generator over %s on loopback', (model, path, header, credential) => {
  let server: LanguageModelServer;
  const before = { ...process.env };
  beforeAll(async () => {
    // The AWS SDK looks for its credentials itself.
    Object.assign(process.env, {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
    });
    delete process.env.AWS_SESSION_TOKEN;
    delete process.env.AWS_PROFILE;
    delete process.env.AWS_BEARER_TOKEN_BEDROCK;
    server = await startLanguageModelServer((prompt) => ({ text: goodAnswer(prompt) }));
  });
  afterAll(async () => {
    process.env = before;
    await server.close();
  });
  const open = async () => {
    const env = { CONTENT_MODEL: model, CONTENT_MODEL_BASE_URL: server.url, CONTENT_API_KEY_SECRET: 'writer' };
    return (await openGenerator(readSettings(env), { secrets }))('field_notes');
  };

  keepsTheContract(open);

  it('sends the schema, the rules and a limit to the right place, and the key nowhere else', async () => {
    server.requests.length = 0;
    const { exchanges } = await (await open()).generate(briefOf(), { signal: new AbortController().signal });
    expect(server.requests).toHaveLength(1);
    const { path: asked, headers, body } = server.requests[0]!;
    expect(asked).toBe(path);
    expect(headers[header]).toContain(credential);
    const sent = JSON.stringify(body);
    expect(sent).toContain('"hookType"');
    expect(sent).toContain('Mention nobody');
    expect(sent).toContain('8000');
    expect(sent + JSON.stringify(exchanges)).not.toContain(KEY);
    expect(exchanges[0]).toMatchObject({ model, inputTokens: 20, outputTokens: 10 });
  });
});

describe('a provider that fails', () => {
  it.each([
    [401, 'GENERATION_UNAUTHORIZED', 'auth'],
    [403, 'GENERATION_UNAUTHORIZED', 'auth'],
    [404, 'GENERATION_BAD_REQUEST', 'validation'],
    [429, 'GENERATION_RATE_LIMITED', 'rate_limit'],
    [500, 'GENERATION_PROVIDER_FAILED', 'network'],
    [529, 'GENERATION_PROVIDER_FAILED', 'network'],
  ] as const)(
    'with HTTP %i is told apart, asked once, and its message hides the key',
    async (status, code, category) => {
      const server = await startLanguageModelServer(() => ({
        status,
        text: `Incorrect key provided: ${KEY} or sk-te***cdef`,
      }));
      try {
        for (const model of ['openai:gpt-4.1-mini', 'anthropic:claude-haiku-4-5', 'openai-compatible:llama3.2']) {
          const env = { CONTENT_MODEL: model, CONTENT_MODEL_BASE_URL: server.url, CONTENT_API_KEY_SECRET: 'writer' };
          const generator = (await openGenerator(readSettings(env), { secrets }))('field_notes');
          const error = await generator
            .generate(briefOf(), { signal: new AbortController().signal })
            .catch((thrown) => thrown);
          expect(error).toMatchObject({ name: 'GenerationError', code, category, status });
          expect(error.message).not.toMatch(/sk-te/);
          expect(error.exchanges).toHaveLength(1);
          expect(error.exchanges[0].answer).toBeNull();
        }
        expect(server.requests).toHaveLength(3);
      } finally {
        await server.close();
      }
    },
  );

  it('because nobody listens there is a failure of the network', async () => {
    const server = await startLanguageModelServer(() => ({ text: '' }));
    await server.close();
    const env = {
      CONTENT_MODEL: 'openai:gpt-4.1-mini',
      CONTENT_MODEL_BASE_URL: server.url,
      CONTENT_API_KEY_SECRET: 'writer',
    };
    const generator = (await openGenerator(readSettings(env), { secrets }))('field_notes');
    await expect(generator.generate(briefOf(), { signal: new AbortController().signal })).rejects.toMatchObject({
      code: 'GENERATION_PROVIDER_FAILED',
      status: null,
    });
  });
});
