import type { ExperimentStory } from '../experiments/tell-experiment.ts';
import type { ForecastKind, ForecastRecord } from '../forecasting/forecast-record.ts';
import type { HistoryPost } from '../learning/history.ts';
import type { Analysis, Dimension, Optimization } from '../optimizing/analysis.ts';
import type { MeasuredLift } from '../optimizing/measure-lift.ts';

/** Everything the report shows. Null means "not known" and is shown as –; 0 is shown as 0. */
export interface ReportData {
  account: ReportAccount;
  generatedAt: Date;
  /** IANA zone of the account: every hour, weekday and date in the report is in it. */
  timeZone: string;
  /** True when the posts come from the simulated X: the report says so everywhere it matters. */
  simulated: boolean;
  jobs: readonly JobFreshness[];
  /** Null before the first analysis. */
  analysis: Analysis | null;
  posts: readonly HistoryPost[];
  followers: readonly FollowerReading[];
  errorGroups: readonly ErrorGroup[];
  /** What was planted in a simulated account, to be shown beside what was found; null for a real one. */
  truth: readonly PlantedEffect[] | null;
  notes: readonly SystemNote[];
  /** What was read in the last day and not believed, and what was gone; absent when nobody looked. */
  doubts?: ReadingDoubts | null;
  /** Stories of the account's experiments; absent when nobody asked. */
  experiments?: readonly ReportExperiment[];
  /** Absent when nobody looked. */
  publishing?: PublishingOutlook | null;
  /** How forecasts have held, by what was forecast when; absent when nobody looked. */
  forecasts?: readonly ForecastStanding[] | null;
  /** What turned in the last weeks, newest first; absent when nobody looked. */
  trends?: readonly TrendNews[] | null;
  /** Changes of the policy and what became of each, newest first; absent when nobody looked. */
  recommendations?: readonly ReportRecommendation[];
  /** When which version of the policy came into force, oldest first; absent when nobody looked. */
  policies?: readonly PolicyMark[];
  /** What the month has cost; null when no job ran in it, absent when nobody looked. */
  cost?: ReportCost | null;
  /** Every change that Hone made to itself or that a person made, newest first; absent when nobody looked. */
  audit?: readonly AuditEntry[];
}

/** A proposed change of the policy, its life, and what it did. */
export interface ReportRecommendation {
  id: string;
  status: 'proposed' | 'approved' | 'rejected' | 'applied' | 'verified' | 'rolled_back';
  fromVersion: number;
  toVersion: number;
  /** What was to change, with what it was expected to do. */
  optimizations: readonly Pick<Optimization, 'description' | 'expectedImpact' | 'expectedImpactInterval'>[];
  createdAt: Date;
  decidedAt: Date | null;
  decidedBy: string | null;
  reason: string | null;
  appliedAt: Date | null;
  endedAt: Date | null;
  /** Null while nothing was measured. */
  realisedLift: Pick<MeasuredLift, 'lift' | 'interval' | 'acting' | 'holdout'> | null;
}

export interface PolicyMark {
  version: number;
  at: Date;
  rolledBackAt: Date | null;
}

/** A month's cost, all accounts of the installation together. */
export interface ReportCost {
  /** e.g. 2026-11. */
  month: string;
  since: Date;
  pricesAsOf: string;
  region: string;
  lines: readonly CostEntry[];
  /** Of what is known. */
  usd: number;
  freeUsd: number;
  monthUsd: number;
  unknown: readonly string[];
}

export interface CostEntry {
  what: string;
  /** `recorded`: billed, by Hone's own ledger. `estimated`: used, at list price. */
  basis: 'recorded' | 'estimated';
  /** Null: not known, which is not zero. */
  usd: number | null;
  monthUsd: number | null;
  note: string | null;
}

/** One change, as it was recorded. */
export interface AuditEntry {
  at: Date;
  kind: string;
  /** A person or a job; null where nobody was named. */
  by: string | null;
  data: Readonly<Record<string, unknown>>;
}

/** An experiment's story, in a simulation with the planted lift of each treatment over the control. */
export interface ReportExperiment extends ExperimentStory {
  truth?: Readonly<Record<string, number>> | null;
}

/** What goes out next, what waits for a person, and what keeps it back. */
export interface PublishingOutlook {
  queued: number;
  /** For approval. */
  waiting: number;
  /** Handed over, and nobody knows whether they are out. */
  unknown: number;
  /** In the last seven days. */
  failed: number;
  skipped: number;
  /** Soonest first. */
  next: readonly { decisionId: string; scheduledAt: Date; text: string | null }[];
  /** Why nothing leaves whatever is due, a word and a sentence; null when something may. */
  held: string | null;
}

/** Forecasts of one kind, and how they have held. */
export interface ForecastStanding {
  kind: ForecastKind;
  record: ForecastRecord;
}

/** An event about a trend with its evidence. */
export interface TrendNews {
  at: Date;
  type: 'trend_alert' | 'rising_topic' | 'visibility_limit';
  severity: SystemNote['severity'];
  data: Readonly<Record<string, unknown>>;
}

/** Readings that are kept apart: nothing is learned from them. */
export interface ReadingDoubts {
  /** Counters that cannot be right. */
  suspect: number;
  /** Not of the post they say. */
  quarantined: number;
  /** Posts that X says are not there. */
  gone: number;
  /** Newest first. */
  latest: readonly { at: Date; tweetId: string; kind: 'suspect' | 'quarantined' | 'gone'; reason: string | null }[];
}

export interface ReportAccount {
  /** Handle without the @. */
  handle: string;
  autonomy: string | null;
  publishing: string | null;
  pausedAt: Date | null;
}

/** When a job last did its work. */
export interface JobFreshness {
  job: string;
  /** How often it should run. */
  everyMinutes: number;
  lastSuccessAt: Date | null;
  lastRun: { at: Date; status: string; error: string | null } | null;
  nextRunAt: Date | null;
}

export interface FollowerReading {
  at: Date;
  followers: number | null;
}

export interface ErrorGroup {
  fingerprint: string;
  template: string;
  category: string;
  state: 'new' | 'ongoing' | 'regressed' | 'resolved';
  escalating: boolean;
  /** Why it wants a person now; null when it does not. */
  critical: 'access' | 'every_run' | 'escalating' | null;
  /** The job has succeeded since, everywhere it failed; null when nobody knows. */
  recovered: boolean | null;
  /** In the newest window of the error analysis. */
  count: number;
  /** In the window before; null when nobody looked. */
  previousCount: number | null;
  firstSeen: Date;
  lastSeen: Date;
  advice: string | null;
}

/** The true lift of one level against the mean of its dimension, as the simulation planted it. */
export interface PlantedEffect {
  dimension: Dimension;
  level: string;
  lift: number;
}

export interface SystemNote {
  at: Date | null;
  severity: 'info' | 'warning' | 'error' | 'critical';
  text: string;
}
