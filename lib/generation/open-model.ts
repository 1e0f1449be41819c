import type { LanguageModel } from 'ai';
import { SettingsError } from '../runtime/errors.ts';
import { type Redact, redactor } from '../runtime/redact.ts';
import type { SecretStore } from '../runtime/secrets.ts';
import type { Settings } from '../runtime/settings.ts';
import { modelKey } from './model-key.ts';

/** A language model that is ready to be asked. */
export interface OpenModel {
  /** As configured, `provider:id`: what audit and prices go by. */
  name: string;
  model: Exclude<LanguageModel, string>;
  /** Hides its key in whatever a provider says. */
  redact: Redact;
}

interface Access {
  id: string;
  baseUrl: string | null;
  key: string | null;
}

type Provider = (access: Access) => Promise<OpenModel['model']>;

/** Each SDK is loaded only when its provider is named. */
const PROVIDERS: Readonly<Record<string, Provider>> = {
  async bedrock({ id, baseUrl }) {
    const [{ createAmazonBedrock }, { SecretsManagerClient }] = await Promise.all([
      import('@ai-sdk/amazon-bedrock'),
      import('@aws-sdk/client-secrets-manager'),
    ]);
    // The chain of credentials of the AWS SDK (the role on Lambda, a profile elsewhere), by way of a client that is installed anyway.
    const { credentials, region: regionOf } = new SecretsManagerClient({}).config;
    const region = await regionOf().catch(() => {
      throw new SettingsError('CONTENT_MODEL=bedrock:… needs an AWS region, but there is none; set AWS_REGION');
    });
    return createAmazonBedrock({ region, credentialProvider: credentials, ...at(baseUrl) })(id);
  },
  async openai({ id, baseUrl, key }) {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return createOpenAI({ apiKey: needed(key, 'openai'), ...at(baseUrl) })(id);
  },
  async anthropic({ id, baseUrl, key }) {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return createAnthropic({ apiKey: needed(key, 'anthropic'), ...at(baseUrl) })(id);
  },
  async 'openai-compatible'({ id, baseUrl, key }) {
    if (baseUrl === null) {
      throw new SettingsError(
        'CONTENT_MODEL=openai-compatible:… needs CONTENT_MODEL_BASE_URL, which is absent; for Ollama it is http://127.0.0.1:11434/v1',
      );
    }
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    return createOpenAICompatible({
      name: 'compatible',
      baseURL: baseUrl,
      supportsStructuredOutputs: true,
      ...(key === null ? {} : { apiKey: key }),
    })(id);
  },
};

/**
 * The language model that CONTENT_MODEL names.
 * @throws SettingsError when the provider is unknown, or lacks its key or address
 */
export async function openModel(settings: Settings, { secrets }: { secrets: SecretStore }): Promise<OpenModel> {
  const name = settings.contentModel;
  // Ids of Bedrock hold colons themselves.
  const [provider = ''] = name.split(':', 1);
  const open = PROVIDERS[provider];
  const id = name.slice(provider.length + 1);
  if (open === undefined || id === '') {
    throw new SettingsError(
      `CONTENT_MODEL must be offline or PROVIDER:MODEL with PROVIDER one of ${Object.keys(PROVIDERS).join(', ')}, but got ${JSON.stringify(name)}`,
    );
  }
  const key = await modelKey(settings, secrets);
  const model = await open({ id, baseUrl: settings.contentModelBaseUrl, key });
  return { name, model, redact: redactor([key]) };
}

function needed(key: string | null, provider: string): string {
  if (key !== null) return key;
  throw new SettingsError(
    `CONTENT_MODEL=${provider}:… needs an API key, but CONTENT_API_KEY_SECRET and CONTENT_API_KEY_FILE are both absent`,
  );
}

function at(baseUrl: string | null): { baseURL?: string } {
  return baseUrl === null ? {} : { baseURL: baseUrl };
}
