import { deployedName } from '../../../jobs.ts';
import { explainAws } from './explain-aws.ts';

/** How the rule that starts the publisher stands, as EventBridge answered after it was switched. */
export interface RuleState {
  rule: string;
  /** Null when it could not be read. */
  state: 'ENABLED' | 'DISABLED' | null;
  verified: boolean;
  /** Why it is not verified. */
  problem: string | null;
}

/**
 * Switches the EventBridge rule that starts the publisher off or on, and reads it back: the second way to stop it, which needs neither
 * the database nor any code of Hone's on AWS. Never throws: what could not be done is in the answer.
 */
export async function switchPublisherRule(options: { stackName: string; enabled: boolean }): Promise<RuleState> {
  const { stackName, enabled } = options;
  const rule = deployedName('publisher', stackName);
  const wanted = enabled ? 'ENABLED' : 'DISABLED';
  const { EventBridgeClient, EnableRuleCommand, DisableRuleCommand, DescribeRuleCommand } = await import(
    '@aws-sdk/client-eventbridge'
  );
  const client = new EventBridgeClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  });
  try {
    await client.send(enabled ? new EnableRuleCommand({ Name: rule }) : new DisableRuleCommand({ Name: rule }));
    const { State } = await client.send(new DescribeRuleCommand({ Name: rule }));
    const state = State === 'ENABLED' || State === 'DISABLED' ? State : null;
    const verified = state === wanted;
    const problem = verified ? null : `EventBridge says that it is ${String(State)}`;
    return { rule, state, verified, problem };
  } catch (error) {
    return { rule, state: null, verified: false, problem: explainAws(error, `the rule ${rule}`) };
  } finally {
    client.destroy();
  }
}
