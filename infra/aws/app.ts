// The CDK app. The stack names neither account nor region, so that it synthesises without credentials and without a network.
import { App } from 'aws-cdk-lib';
import { SettingsError } from '../../lib/runtime/errors.ts';
import { STACK_NAME } from '../stack-name.ts';
import { readSettings, SettingError } from './settings.ts';
import { HoneStack } from './stack.ts';

const app = new App();
try {
  const settings = readSettings((name) => app.node.tryGetContext(name));
  new HoneStack(app, STACK_NAME, settings);
} catch (error) {
  if (!(error instanceof SettingError || error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(3);
}
