-- The tables of the first closed loop: account -> post -> snapshot -> outcome -> learning -> event.
-- NULL means "not known", 0 means zero. Counts are bigint, times timestamptz, rates double precision.

create table accounts (
  account_id      text primary key check (account_id = lower(account_id) and account_id ~ '^[a-z0-9_]{1,15}$'),
  x_user_id       text unique,
  time_zone       text not null default 'UTC',
  autonomy        text not null default 'auto' check (autonomy in ('observe', 'recommend', 'auto')),
  approval        text not null default 'required' check (approval in ('required', 'none')),
  publishing      text not null default 'off' check (publishing in ('off', 'outbox', 'webhook', 'x')),
  paused_at       timestamptz,
  cool_down_until timestamptz,
  settings        jsonb not null default '{}',
  created_at      timestamptz not null default now()
);

-- One planned or found post. The actual_* columns are the latest good reading of its root.
create table content_metadata (
  decision_id               uuid primary key default gen_random_uuid(),
  account_id                text not null references accounts,
  generator_name            text,
  generator_version         text,
  decision_type             text not null default 'single' check (decision_type in ('single', 'thread')),
  status                    text not null check (status in ('draft', 'pending_approval', 'queued', 'posting', 'posted',
                                                            'unknown', 'failed', 'skipped', 'gone')),
  content                   text,
  thread_parts              jsonb,
  topic_cluster             text,
  hook_type                 text,
  content_hash              text,
  tweet_id                  text unique,
  scheduled_at              timestamptz,
  posted_at                 timestamptz,
  generation_source         text not null default 'real' check (generation_source in ('real', 'synthetic')),
  policy_version            bigint,
  is_holdout                boolean not null default false,
  assignment_probability    double precision check (assignment_probability > 0 and assignment_probability <= 1),
  assignment_probabilities  jsonb,
  experiment_id             uuid,
  experiment_arm            text,
  model                     text,
  prompt_hash               text,
  generation_cost           double precision,
  actual_impressions        bigint check (actual_impressions >= 0),
  actual_likes              bigint check (actual_likes >= 0),
  actual_retweets           bigint check (actual_retweets >= 0),
  actual_replies            bigint check (actual_replies >= 0),
  actual_quotes             bigint check (actual_quotes >= 0),
  actual_bookmarks          bigint check (actual_bookmarks >= 0),
  actual_engagement_rate    double precision check (actual_engagement_rate >= 0),
  features                  jsonb not null default '{}',
  created_at                timestamptz not null default now(),
  updated_at                timestamptz not null default now()
);
-- Serves the scraper's "which posts are due" and the optimizer's history load.
create index content_metadata_posted on content_metadata (account_id, posted_at desc) where status = 'posted';
-- Serves the runbook's "latest measured posts".
create index content_metadata_measured on content_metadata (updated_at desc)
  where status = 'posted' and actual_impressions is not null;

-- Which decision an X post belongs to. An edit adds an id; the decision stays one.
create table post_ids (
  tweet_id    text primary key,
  decision_id uuid not null references content_metadata on delete cascade,
  role        text not null check (role in ('root', 'part', 'edit')),
  part_index  integer not null default 0 check (part_index >= 0)
);
create index post_ids_decision on post_ids (decision_id);

-- Append-only snapshots, as X showed them.
create table tweet_metrics (
  tweet_id             text not null references post_ids on delete cascade,
  collected_at         timestamptz not null,
  source               text not null,
  impressions_count    bigint check (impressions_count >= 0),
  likes_count          bigint check (likes_count >= 0),
  retweets_count       bigint check (retweets_count >= 0),
  replies_count        bigint check (replies_count >= 0),
  quotes_count         bigint check (quotes_count >= 0),
  bookmarks_count      bigint check (bookmarks_count >= 0),
  engagements_count    bigint check (engagements_count >= 0), -- only where the record brings it itself (import)
  new_follows_count    bigint,
  profile_visits_count bigint check (profile_visits_count >= 0),
  quality              text not null default 'ok' check (quality in ('ok', 'suspect', 'quarantined')),
  raw_hash             text,
  primary key (tweet_id, collected_at, source)
);

-- Metrics at the fixed ages: interpolated between snapshots, or projected (then log_sd > 0) while the post is younger.
create table outcomes (
  decision_id       uuid not null references content_metadata on delete cascade,
  age_hours         integer not null check (age_hours in (1, 6, 24, 72, 168)),
  method            text not null check (method in ('interpolated', 'projected')),
  impressions       double precision check (impressions >= 0),
  likes             double precision check (likes >= 0),
  retweets          double precision check (retweets >= 0),
  replies           double precision check (replies >= 0),
  quotes            double precision check (quotes >= 0),
  bookmarks         double precision check (bookmarks >= 0),
  engagements       double precision check (engagements >= 0),
  engagement_rate   double precision check (engagement_rate >= 0),
  log_sd            double precision check (log_sd >= 0), -- of ln(engagements); NULL when interpolated
  followers_gained  double precision,
  observed_at       timestamptz not null, -- newest snapshot it rests on
  updated_at        timestamptz not null default now(),
  primary key (decision_id, age_hours)
);

-- What the learner used: one row however often the post is scraped.
create table learning_posts (
  decision_id uuid not null references content_metadata on delete cascade,
  age_hours   integer not null,
  account_id  text not null references accounts,
  features    jsonb not null,
  reward      double precision not null, -- y = ln((E + 1/2) / (I - E + 1/2)) at this age
  weight      double precision not null check (weight > 0),
  learned_at  timestamptz not null,
  primary key (decision_id, age_hours)
);
create index learning_posts_account on learning_posts (account_id, learned_at desc);

create table follower_snapshots (
  account_id   text not null references accounts,
  collected_at timestamptz not null,
  followers    bigint check (followers >= 0),
  following    bigint check (following >= 0),
  posts        bigint check (posts >= 0),
  primary key (account_id, collected_at)
);

-- One row per job, account and slot: lease, outcome, watermark. account_id '*' is a run for the whole installation.
create table job_runs (
  job_name      text not null,
  account_id    text not null,
  slot          timestamptz not null,
  run_id        uuid not null default gen_random_uuid(),
  status        text not null check (status in ('running', 'ok', 'partial', 'failed')
                                     or status like 'skipped\_%'),
  attempt       integer not null default 1,
  started_at    timestamptz not null,
  lease_until   timestamptz not null,
  finished_at   timestamptz,
  duration_ms   double precision,
  counts        jsonb not null default '{}',
  watermark     timestamptz,
  error         text,
  primary key (job_name, account_id, slot)
);
create index job_runs_latest on job_runs (job_name, account_id, started_at desc);

create table system_events (
  id         uuid primary key default gen_random_uuid(),
  event_type text not null,
  event_data jsonb not null,
  severity   text not null default 'info' check (severity in ('info', 'warning', 'error', 'critical')),
  account_id text references accounts,
  created_at timestamptz not null default now()
);
-- Serves the runbook's "last five of a type" and the error analysis's window.
create index system_events_type on system_events (event_type, created_at desc, id);
create index system_events_account on system_events (account_id, created_at desc);

create table error_patterns (
  fingerprint text primary key,
  template    text not null,
  error_name  text,
  code        text,
  top_frame   text,
  job         text, -- the job whose runs are its exposure
  category    text not null,
  subcategory text,
  rule_id     text not null,
  retryable   boolean not null,
  state       text not null check (state in ('new', 'ongoing', 'regressed', 'resolved')),
  escalating  boolean not null default false,
  merged_into text references error_patterns,
  first_seen  timestamptz not null,
  last_seen   timestamptz not null,
  resolved_at timestamptz,
  example     jsonb not null default '{}',
  signatures  jsonb not null default '[]' -- evidence that later merges rest on
);

-- Counts per window of error_analysis; windows without a row are zero.
create table error_counts (
  fingerprint  text not null references error_patterns,
  window_start timestamptz not null,
  n            bigint not null check (n >= 0),
  primary key (fingerprint, window_start)
);
create index error_counts_window on error_counts (window_start);
