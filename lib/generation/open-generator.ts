import type { SecretStore } from '../runtime/secrets.ts';
import type { Settings } from '../runtime/settings.ts';
import type { ContentGenerator } from './content-generator.ts';
import { offlineGenerator } from './offline-generator.ts';

/**
 * The generators of the configured model, by name; any name has one. The model's SDK is loaded here and only if it is named.
 * @throws SettingsError that says what CONTENT_MODEL lacks
 */
export async function openGenerator(
  settings: Settings,
  { secrets }: { secrets: SecretStore },
): Promise<(name: string) => ContentGenerator> {
  if (settings.contentModel === 'offline') return offlineGenerator;
  const [{ openModel }, { modelGenerator }, { templateFor }] = await Promise.all([
    import('./open-model.ts'),
    import('./model-generator.ts'),
    import('./templates.ts'),
  ]);
  const model = await openModel(settings, { secrets });
  return (name) => modelGenerator({ template: templateFor(name), model });
}
