import type { Finding } from '../optimizing/analysis.ts';

/** What each strength of a finding promises; shown wherever a finding is. */
export const PROMISES: Readonly<Record<Finding['strength'], string>> = {
  weekly:
    'Weekly: tested once a week. Of an account where nothing is true, at most one weekly report in twenty says anything.',
  lasting:
    'Lasting: holds however often it is looked at. Over the life of the account, at most one in twenty of these is expected to be wrong.',
};
