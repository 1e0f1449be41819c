-- What Hone publishes by, who decided it, and what came of it.

-- Every version ever made. The one in force at a time is the newest activation that was not rolled back by then.
create table policies (
  account_id     text not null references accounts,
  version        bigint not null check (version > 0),
  generators     jsonb not null check (jsonb_typeof(generators) = 'object'),
  formats        jsonb not null check (jsonb_typeof(formats) = 'object'),
  hours          jsonb not null check (jsonb_typeof(hours) = 'object'),
  topics         jsonb check (jsonb_typeof(topics) = 'object'), -- NULL: any topic
  evidence       jsonb not null,
  made_by        text not null check (made_by in ('baseline', 'autonomous_optimizer', 'operator')),
  reason         text not null,
  made_at        timestamptz not null,
  active_from    timestamptz, -- NULL: proposed, never in force
  rolled_back_at timestamptz check (rolled_back_at >= active_from),
  primary key (account_id, version),
  -- One run makes one version, however often it is repeated.
  unique (account_id, made_by, made_at)
);
-- Serves "which policy is in force".
create index policies_active on policies (account_id, active_from desc, version desc) where active_from is not null;

-- Versions are evidence: nothing about them changes but when they came into force and when they were taken back, once each.
create function keep_policy() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'policies are kept: version % of % cannot be deleted', old.version, old.account_id;
  end if;
  if to_jsonb(new) - 'active_from' - 'rolled_back_at' is distinct from to_jsonb(old) - 'active_from' - 'rolled_back_at' then
    raise exception 'policies are kept: only active_from and rolled_back_at of version % of % can be set; make a new version',
      old.version, old.account_id;
  end if;
  if (old.active_from is not null and new.active_from is distinct from old.active_from)
    or (old.rolled_back_at is not null and new.rolled_back_at is distinct from old.rolled_back_at) then
    raise exception 'policies are kept: active_from and rolled_back_at of version % of % are set once', old.version, old.account_id;
  end if;
  return new;
end $$;
create trigger policies_are_kept before update or delete on policies for each row execute function keep_policy();

-- One row per proposed change: proposed -> approved -> applied -> verified or rolled_back, or rejected.
create table recommendations (
  id            uuid primary key default gen_random_uuid(),
  account_id    text not null references accounts,
  status        text not null check (status in ('proposed', 'approved', 'rejected', 'applied', 'verified', 'rolled_back')),
  from_version  bigint not null,
  to_version    bigint not null,
  evidence      jsonb not null,
  realised_lift jsonb, -- the newest measurement against the holdout; NULL until there is one
  created_at    timestamptz not null,
  decided_at    timestamptz,
  decided_by    text,
  reason        text, -- of the decision, or of the rollback
  applied_at    timestamptz,
  ended_at      timestamptz, -- verified or rolled back
  foreign key (account_id, from_version) references policies (account_id, version),
  foreign key (account_id, to_version) references policies (account_id, version),
  unique (account_id, to_version),
  check ((status = 'proposed') = (decided_at is null)),
  check ((status in ('applied', 'verified', 'rolled_back')) = (applied_at is not null)),
  check ((status in ('verified', 'rolled_back')) = (ended_at is not null))
);
-- At most one proposal waits for an answer.
create unique index recommendations_open on recommendations (account_id) where status = 'proposed';
create index recommendations_account on recommendations (account_id, created_at desc);

-- While an account's policy is frozen nothing new is applied. Until NULL: as long as its trigger lasts.
alter table accounts
  add column policy_frozen_at timestamptz,
  add column policy_frozen_until timestamptz,
  add column policy_frozen_by text check (policy_frozen_by in ('worse_than_holdout', 'followers_fall', 'stale_data', 'errors_rise',
                                                               'operator')),
  add constraint policy_frozen_whole check ((policy_frozen_at is null) = (policy_frozen_by is null));

-- Serves the newest event of a type of one account: with thousands of accounts the type alone does not narrow it down.
create index system_events_account_type on system_events (account_id, event_type, created_at desc);

-- Serves the load of one account's history among thousands: posts that are gone belong to it too.
create index content_metadata_history on content_metadata (account_id, posted_at) where status in ('posted', 'gone');
