import type { ExperimentStory } from '../experiments/tell-experiment.ts';
import type { ForecastKind, ForecastRecord } from '../forecasting/forecast-record.ts';
import type { HistoryPost } from '../learning/history.ts';
import type { Analysis, Dimension } from '../optimizing/analysis.ts';

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
