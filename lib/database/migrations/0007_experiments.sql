-- A/B tests: what was planned before the start, every look at it, and how it ended.

create table experiments (
  id         uuid primary key,
  account_id text not null references accounts,
  name       text not null check (name <> ''),
  dimension  text not null,
  layer      text not null, -- experiments of one layer never share a post
  plan       jsonb not null check (jsonb_typeof(plan) = 'object'),
  plan_hash  text not null,
  planned_at timestamptz not null,
  started_at timestamptz check (started_at >= planned_at), -- NULL: planned only
  ended_at   timestamptz check (ended_at >= coalesce(started_at, planned_at)),
  end_reason text check (end_reason in ('winner', 'harm', 'guardrail', 'sample_ratio', 'end_of_plan', 'operator')),
  end_arm    text, -- which arm won or did harm
  end_words  text, -- the result in a sentence
  unique (account_id, name),
  check ((ended_at is null) = (end_reason is null)),
  check ((ended_at is null) = (end_words is null))
);
-- Serves "what runs now".
create index experiments_running on experiments (account_id) where started_at is not null and ended_at is null;

-- What is compared, the control first.
create table experiment_arms (
  experiment_id uuid not null references experiments on delete cascade,
  arm           text not null,
  position      integer not null check (position >= 0),
  level         text not null,
  weight        double precision not null check (weight > 0 and weight < 1),
  primary key (experiment_id, arm),
  unique (experiment_id, position)
);

-- Every look, one per moment: what was seen then and what the written rule made of it.
create table experiment_looks (
  experiment_id uuid not null references experiments on delete cascade,
  looked_at     timestamptz not null,
  assigned      jsonb not null check (jsonb_typeof(assigned) = 'array'), -- posts per arm so far, in the order of the arms
  action        text not null check (action in ('continue', 'stop')),
  look          jsonb not null check (jsonb_typeof(look) = 'object'),
  primary key (experiment_id, looked_at)
);

-- A plan can be put off, but once it has started nothing about it changes, and nothing at all after the end.
create function keep_experiment() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.started_at is null then return old; end if;
    raise exception 'experiments are kept: % of % was started and cannot be deleted', old.name, old.account_id;
  end if;
  if old.ended_at is not null then
    raise exception 'experiments are kept: % of % has ended, and its result does not change', old.name, old.account_id;
  end if;
  if row(new.id, new.account_id, new.name, new.dimension, new.layer, new.planned_at)
      is distinct from row(old.id, old.account_id, old.name, old.dimension, old.layer, old.planned_at) then
    raise exception 'experiments are kept: only start and end of % of % can be set; plan a new one', old.name, old.account_id;
  end if;
  if old.started_at is not null
      and row(new.plan, new.plan_hash, new.started_at) is distinct from row(old.plan, old.plan_hash, old.started_at) then
    raise exception 'experiments are kept: the plan of % of % cannot change after the start; plan a new one', old.name, old.account_id;
  end if;
  if old.started_at is null and new.plan - 'startsAt' - 'hash' is distinct from old.plan - 'startsAt' - 'hash' then
    raise exception 'experiments are kept: only the start of the plan of % of % can be put off; plan a new one', old.name, old.account_id;
  end if;
  return new;
end $$;
create trigger experiments_are_kept before update or delete on experiments for each row execute function keep_experiment();

create function keep_experiment_arm() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and not exists (select from experiments where id = old.experiment_id) then return old; end if;
  raise exception 'experiments are kept: arm % belongs to its plan; plan a new experiment', old.arm;
end $$;
create trigger experiment_arms_are_kept before update or delete on experiment_arms
  for each row execute function keep_experiment_arm();

create function keep_experiment_look() returns trigger language plpgsql as $$
declare
  ended timestamptz;
begin
  if tg_op <> 'INSERT' then
    raise exception 'experiments are kept: the look of % cannot be changed', old.looked_at;
  end if;
  select ended_at into ended from experiments where id = new.experiment_id;
  if ended is not null then
    raise exception 'experiments are kept: experiment % ended at %, it is not looked at any more', new.experiment_id, ended;
  end if;
  return new;
end $$;
create trigger experiment_looks_are_kept before insert or update or delete on experiment_looks
  for each row execute function keep_experiment_look();

-- Serves the posts of an experiment.
create index content_metadata_experiment on content_metadata (experiment_id) where experiment_id is not null;
