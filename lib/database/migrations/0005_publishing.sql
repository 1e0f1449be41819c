-- What is published when, within rails; how it was made; and what was asked of the world.

-- Rails of publishing. Kept here and checked where posts are planned and where they go out; nothing overrides them.
-- Together with accounts.settings.locks (forbiddenHours, neverPostDays), which the operator pins for the policy as well.
create table publishing_rails (
  account_id      text primary key references accounts on delete cascade,
  posts_per_day   integer not null default 5 check (posts_per_day between 0 and 50),
  posts_per_hour  integer not null default 1 check (posts_per_hour between 0 and 10),
  min_gap_minutes integer not null default 60 check (min_gap_minutes between 1 and 1440),
  threads_per_day integer not null default 2 check (threads_per_day between 0 and 50),
  quiet_hours     integer[] not null default '{}' check (quiet_hours <@ '{0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23}'),
  never_post_days integer[] not null default '{}' check (never_post_days <@ '{0,1,2,3,4,5,6}'), -- 0 is Monday
  updated_at      timestamptz not null default now()
);
insert into publishing_rails (account_id) select account_id from accounts;
create function give_rails() returns trigger language plpgsql as $$
begin
  insert into publishing_rails (account_id) values (new.account_id);
  return new;
end $$;
create trigger accounts_have_rails after insert on accounts for each row execute function give_rails();

-- Every question to a generator and its answer, refused ones too.
create table generations (
  id                uuid primary key default gen_random_uuid(),
  decision_id       uuid not null references content_metadata on delete cascade,
  generator_name    text not null,
  generator_version text not null,
  model             text not null,
  prompt            text not null,
  prompt_hash       text not null,
  answer            text, -- NULL when none came
  problems          jsonb not null default '[]', -- why candidates were refused, sentences
  error             text,
  input_tokens      bigint check (input_tokens >= 0),
  output_tokens     bigint check (output_tokens >= 0),
  usd               double precision check (usd >= 0), -- NULL: not known
  created_at        timestamptz not null
);
create index generations_decision on generations (decision_id, created_at);

-- What the planner had to say about a choice: the rails that kept a share from its weight, what the text was chosen by.
alter table content_metadata add column planned_at timestamptz;
alter table content_metadata add column plan_notes jsonb not null default '[]';
-- Serves "what is planned", "what waits for an answer" and "what is due".
create index content_metadata_planned on content_metadata (account_id, scheduled_at)
  where status in ('draft', 'pending_approval', 'queued', 'posting', 'unknown');
