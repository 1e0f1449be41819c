import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readSettings } from '../../../infra/aws/settings.ts';
import { HoneStack } from '../../../infra/aws/stack.ts';

const cdk = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

export const MODES = ['rds', 'external'] as const;

// Bundling, copying 70 MB of Chromium and CDK's own validation take seconds and change nothing in a template: the command line
// does all three, and bundles.test.ts with it.
const QUICKLY = { 'aws:cdk:bundling-stacks': [], 'aws:cdk:disable-asset-staging': true };
process.env.CDK_VALIDATION = 'false';

/** The stack that the app makes of `cdk.json` and some context. */
export function stackOf(context: Record<string, unknown> = {}): HoneStack {
  const app = new App({ context: { ...cdk.context, ...QUICKLY, ...context } });
  return new HoneStack(
    app,
    'hone',
    readSettings((name) => app.node.tryGetContext(name)),
  );
}

/** Its template. */
export function templateOf(context: Record<string, unknown> = {}): Template {
  return Template.fromStack(stackOf(context));
}

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is any JSON
  readonly Properties: any;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}

/** The resources of a type by logical id. */
export function resourcesOf(template: Template, type: string): Record<string, Resource> {
  return template.findResources(type) as Record<string, Resource>;
}

/** The deployed functions of the jobs by their names; CDK's own helper function is not among them. */
export function functionsOf(template: Template): Record<string, Resource & { id: string }> {
  return Object.fromEntries(
    Object.entries(resourcesOf(template, 'AWS::Lambda::Function'))
      .filter(([, resource]) => resource.Properties.FunctionName !== undefined)
      .map(([id, resource]) => [resource.Properties.FunctionName, { ...resource, id }]),
  );
}
