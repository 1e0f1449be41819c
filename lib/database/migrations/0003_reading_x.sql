-- What reading X costs, which readings are doubted and why, and which posts are gone.

-- What the official X API (and later the language models) cost: one row per account, UTC day and service.
create table api_costs (
  account_id text not null references accounts,
  day        date not null,
  service    text not null,
  units      bigint not null default 0 check (units >= 0), -- posts and users that X counted
  usd        double precision not null default 0 check (usd >= 0),
  counted    jsonb not null default '[]', -- their ids: X counts each once a day
  updated_at timestamptz not null default now(),
  primary key (account_id, day, service)
);

-- Why a reading is suspect or quarantined, a sentence for the operator; NULL when it is believed.
alter table tweet_metrics add column doubt text;
-- Serves "what was doubted in the last day".
create index tweet_metrics_doubted on tweet_metrics (collected_at desc) where quality <> 'ok';

-- When X said that a post is not there (any more), and how.
alter table content_metadata add column gone_at timestamptz;
alter table content_metadata add column gone_reason text;
-- Serves "which posts are due": those that are gone are read again when they show all the same.
create index content_metadata_out on content_metadata (account_id, posted_at desc) where status in ('posted', 'gone');
