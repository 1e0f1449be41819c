import { offeringAws } from '../aws/offer-aws.ts';
import type { MakeCommand } from '../program.ts';
import { accountCommand } from './account.ts';
import { costCommand } from './cost.ts';
import { experimentsCommand } from './experiments.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { pauseCommand } from './pause.ts';
import { policyCommand } from './policy.ts';
import { postsCommand } from './posts.ts';
import { recommendationsCommand } from './recommendations.ts';
import { reportCommand } from './report.ts';
import { resumeCommand } from './resume.ts';
import { statusCommand } from './status.ts';

/**
 * The verbs that work on the database, and the only ones that the deployed operator function knows. They reach files and the
 * database through their `Io` alone, so that they run there as they do here.
 */
export const DATABASE_COMMANDS: readonly MakeCommand[] = [
  accountCommand,
  importCommand,
  exportCommand,
  costCommand,
  statusCommand,
  reportCommand,
  postsCommand,
  pauseCommand,
  resumeCommand,
  recommendationsCommand,
  policyCommand,
  experimentsCommand,
].map(offeringAws);
