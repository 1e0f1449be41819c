import type { RunSummary } from '../../lib/runtime/envelope.ts';

/** What a run makes of a fault: what it reports, whether the account rests, and how much it stores. */
export interface FaultOutcome {
  theme: 'refusals' | 'transport' | 'contents' | 'texts';
  status: RunSummary['status'];
  /** Error codes; none when the run does not notice, and need not. */
  codes: readonly string[];
  /** Minutes until the account is read again; null: the next run tries. */
  rest: number | null;
  /** What becomes of the posts on the page: all are read, some of them, or none. */
  reads: 'all' | 'some' | 'none';
  /** The run after the fault: `partial` where it has something to say about the readings before. */
  after?: 'ok' | 'partial';
  /** Depends on who is faster, X's script or the reader: then this may come of it as well. */
  or?: Pick<FaultOutcome, 'status' | 'codes' | 'rest'>;
  /** The fault never lets go by itself: the run waits no longer than this. */
  patienceMs?: number;
}

const DAY = 1_440;
const IMPATIENT = { patienceMs: 2_000 };

const stops = (code: string): FaultOutcome => ({
  theme: 'refusals',
  status: 'failed',
  codes: [code],
  rest: DAY,
  reads: 'none',
});
const rests = (minutes: number): FaultOutcome => ({ ...stops('X_RATE_LIMITED'), rest: minutes });
const passes = (code: string): FaultOutcome => ({ ...stops(code), rest: null });
const breaks = (code: string): FaultOutcome => ({ ...passes(code), theme: 'transport' });
const unnoticed: FaultOutcome = { theme: 'contents', status: 'ok', codes: [], rest: null, reads: 'all' };
const harmless: FaultOutcome = { ...unnoticed, theme: 'transport' };
const reported = (code: string): FaultOutcome => ({ ...unnoticed, status: 'partial', codes: [code] });
const hostile: FaultOutcome = { ...reported('HONE_DOUBTFUL_READING'), theme: 'texts', reads: 'some' };

/** Every fault of the simulated X, once. */
export const FAULT_TABLE: Readonly<Record<string, FaultOutcome>> = {
  login_wall: stops('X_LOGIN_WALL'),
  challenge: stops('X_CHALLENGE'),
  cloudflare: stops('X_CLOUDFLARE'),
  unauthorized: stops('X_UNAUTHORIZED'),
  forbidden: stops('X_FORBIDDEN'),
  account_locked: stops('X_ACCOUNT_LOCKED'),
  viewer_suspended: stops('X_SUSPENDED'),
  account_suspended: stops('X_SUSPENDED'),
  user_unavailable: stops('X_UNAVAILABLE'),
  rate_limited: rests(13),
  rate_limited_without_reset: rests(15),
  rate_limited_early: stops('X_PUNISHED'),
  stale_query: passes('X_STALE_QUERY'),
  features_outdated: passes('X_STALE_QUERY'),
  over_capacity: passes('X_OVER_CAPACITY'),
  deadline_exceeded: passes('X_DEADLINE_EXCEEDED'),
  user_not_found: passes('X_NOT_FOUND'),
  no_status_found: passes('X_NOT_FOUND'),
  partial_error: { ...reported('X_DEADLINE_EXCEEDED'), theme: 'refusals' },
  // Only the analytics page has this wall, and this account reads its profile.
  analytics_upgrade_wall: { ...unnoticed, theme: 'refusals' },

  redirect_loop: breaks('NAVIGATION_FAILED'),
  connection_reset: breaks('NAVIGATION_FAILED'),
  server_error_page: breaks('X_SERVER_ERROR'),
  never_answers: { ...breaks('NAVIGATION_TIMEOUT'), ...IMPATIENT },
  never_ending_response: { ...breaks('X_SLOW_RESPONSE'), ...IMPATIENT },
  slow_drip: { ...breaks('X_SLOW_RESPONSE'), ...IMPATIENT },
  disconnect_mid_stream: breaks('X_UNREADABLE_RESPONSE'),
  half_json: breaks('X_UNREADABLE_RESPONSE'),
  html_for_json: breaks('X_UNREADABLE_RESPONSE'),
  huge_json: harmless,
  ct0_rotation: harmless,
  clock_ahead: { ...harmless, status: 'partial', codes: ['HONE_CLOCK_SKEW'] },
  clock_behind: { ...harmless, status: 'partial', codes: ['HONE_CLOCK_SKEW'] },
  clock_missing: harmless,
  clock_garbled: harmless,
  heap_grows: harmless,
  script_hangs: { ...harmless, ...IMPATIENT },
  navigates_away: { ...harmless, or: { status: 'partial', codes: ['X_LOGIN_WALL'], rest: DAY } },
  script_fails: breaks('X_NOTHING_READ'),
  scripts_unreachable: breaks('X_NOTHING_READ'),

  // Posts that were found during the lie are doubted when they heal.
  false_zeros: { ...reported('HONE_DOUBTFUL_READING'), after: 'partial' },
  views_falling: reported('HONE_DOUBTFUL_READING'),
  likes_falling: unnoticed,
  counters_as_strings: unnoticed,
  counters_negative: reported('HONE_IMPOSSIBLE_VALUE'),
  counters_fractional: reported('HONE_IMPOSSIBLE_VALUE'),
  counters_beyond_2_53: reported('HONE_IMPOSSIBLE_VALUE'),
  counters_missing: unnoticed,
  views_missing: unnoticed,
  // The newest wanted posts are opened by themselves.
  empty_timeline: { ...unnoticed, reads: 'some' },
  duplicate_entries: unnoticed,
  cursor_loop: unnoticed,
  two_posts_in_one_millisecond: unnoticed,
  foreign_author_injected: unnoticed,
  post_vanished: { ...unnoticed, reads: 'some' },
  post_tombstone: { ...unnoticed, reads: 'some' },
  post_unavailable: { ...unnoticed, reads: 'some' },
  new_layout: unnoticed,
  visibility_wrapper: unnoticed,
  author_missing: unnoticed,
  unknown_types: unnoticed,

  texts_swapped: hostile,
  hostile_text_sql: hostile,
  hostile_text_html: hostile,
  hostile_text_prompt: hostile,
  hostile_text_rtl: hostile,
  hostile_text_nul: hostile,
  hostile_text_long: hostile,
};
