import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelGenerator } from '../../../lib/generation/model-generator.ts';
import { offlineGenerator } from '../../../lib/generation/offline-generator.ts';
import { openGenerator } from '../../../lib/generation/open-generator.ts';
import { templateFor } from '../../../lib/generation/templates.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { useAwsEnvironment } from '../../support/aws-environment.ts';
import { briefOf } from '../../support/brief.ts';
import { keepsTheContract } from '../../support/generator-contract.ts';
import { type LanguageModelServer, startLanguageModelServer } from '../../support/language-model-server.ts';
import { goodAnswer, modelThatSays } from '../../support/obedient-model.ts';

const KEY = 'sk-test-0123456789abcdef';
const secrets = { read: async () => KEY, write: async () => {} };

const restore = useAwsEnvironment({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' });
afterAll(restore);

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
  beforeAll(async () => {
    server = await startLanguageModelServer((prompt) => ({ text: goodAnswer(prompt) }));
  });
  afterAll(() => server.close());
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
