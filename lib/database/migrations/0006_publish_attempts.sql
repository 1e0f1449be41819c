-- What goes out, by whose leave, and what became of each attempt. The checks live here, in one place: whoever posts, a
-- channel of Hone's or the operator's own bot, asks `begin_posting` (the bot through `claim_outbox`) and there is no way around.

-- Leave is given to a text: another text has none.
alter table content_metadata
  add column approved_at timestamptz, -- when a person let its text go out; NULL: nobody did, or the text is another one since
  add column approved_by text, -- who
  add column approved_text_hash text, -- of the text that leave was given to
  add column status_reason text; -- why it was skipped, failed, or is not known: a sentence

-- Why nothing leaves although nobody paused: X asked for a rest, or refuses until a person has looked.
alter table accounts
  add column publishing_rest_until timestamptz, -- nothing leaves before
  add column publishing_stopped_at timestamptz, -- nothing leaves until a person has looked (hone resume)
  add column publishing_reason text; -- of the rest or the stop

-- A post that could not go out in time is skipped, so that a pause never ends in a burst.
alter table publishing_rails
  add column max_delay_minutes integer not null default 360 check (max_delay_minutes between 5 and 1440); -- then it is skipped

-- Serves "what was planned lately", whatever became of it.
create index content_metadata_scheduled on content_metadata (account_id, scheduled_at) where scheduled_at is not null;

-- Serves "did this very text go out".
create index content_metadata_text on content_metadata (md5(content));

-- Intent rows: written and committed before anything is sent.
create table publish_attempts (
  id              uuid primary key default gen_random_uuid(),
  account_id      text not null references accounts,
  decision_id     uuid not null references content_metadata on delete cascade,
  part_index      integer not null default 0 check (part_index >= 0), -- 0 is the root, or the whole thread where it is handed over whole
  attempt         integer not null check (attempt > 0), -- the how manyth of this part
  idempotency_key text not null, -- of decision and part, the same at every attempt
  channel         text not null check (channel in ('outbox', 'webhook', 'x')),
  outcome         text check (outcome in ('posted', 'failed', 'unknown')), -- NULL: under way, or its process died
  tweet_id        text, -- what it became on X
  reason          text, -- why it failed, or is not known
  started_at      timestamptz not null, -- when leave was given
  lease_until     timestamptz not null, -- after this nobody works on it any more
  finished_at     timestamptz,
  unique (decision_id, part_index, attempt),
  check ((outcome is null) = (finished_at is null))
);
-- Nothing twice: a part has one attempt at most that is not known to have failed.
create unique index publish_attempts_once on publish_attempts (decision_id, part_index) where outcome is distinct from 'failed';
-- Serves "what is under way, and what is not known".
create index publish_attempts_open on publish_attempts (account_id) where outcome is null or outcome = 'unknown';

-- The texts of a post in order, one of a single post.
create function post_parts(content text, thread_parts jsonb) returns jsonb language sql immutable as $$
  select case when jsonb_typeof(thread_parts) = 'array' and jsonb_array_length(thread_parts) > 0 then thread_parts
    when coalesce(content, '') = '' then '[]'::jsonb else jsonb_build_array(content) end
$$;

create function text_hash(parts jsonb) returns text language sql immutable as $$
  select encode(sha256(convert_to(parts::text, 'UTF8')), 'hex')
$$;

-- When X gave out an id, to the millisecond.
create function snowflake_time(tweet_id text) returns timestamptz language sql immutable as $$
  select timestamptz 'epoch' + ((tweet_id::bigint >> 22) + 1288834974657) * interval '1 millisecond'
$$;

-- A place in an account's calendar that a post takes, or may have taken.
create type calendar_place as (taken_at timestamptz, decision_type text);

-- The rails, in one place for planning and for going out: the first that a post at a moment would break beside what is there, NULL when it
-- breaks none. Begins with the rail's name. Days and hours are the account's; an hour that daylight saving repeats is one.
create function broken_rail(p_account_id text, p_decision_type text, p_at timestamptz, p_others calendar_place[])
returns text language plpgsql stable as $$
declare
  rails publishing_rails;
  zone text;
  locks jsonb;
  here timestamp;
  n record;
begin
  select * into rails from publishing_rails r where r.account_id = p_account_id;
  if not found then
    return 'no_rails: the account has no row in publishing_rails';
  end if;
  select a.time_zone, coalesce(a.settings->'locks', '{}') into zone, locks from accounts a where a.account_id = p_account_id;
  here := p_at at time zone zone;
  if extract(isodow from here)::integer - 1 = any (rails.never_post_days)
    or coalesce(locks->'neverPostDays', '[]') @> to_jsonb(extract(isodow from here)::integer - 1) then
    return format('never_post_days: nothing goes out on a %s', trim(to_char(here, 'day')));
  elsif extract(hour from here)::integer = any (rails.quiet_hours)
    or coalesce(locks->'forbiddenHours', '[]') @> to_jsonb(extract(hour from here)::integer) then
    return format('quiet_hours: nothing goes out at %s:00 (%s)', extract(hour from here)::integer, zone);
  end if;
  select count(*) filter (where o.local::date = here::date) as today,
    count(*) filter (where date_trunc('hour', o.local) = date_trunc('hour', here)) as this_hour,
    count(*) filter (where o.local::date = here::date and o.decision_type = 'thread') as threads,
    min(abs(extract(epoch from p_at - o.taken_at))) / 60 as gap_minutes
  into n
  from (select t.taken_at, t.decision_type, t.taken_at at time zone zone as local from unnest(p_others) t) o;
  if n.today >= rails.posts_per_day then
    return format('posts_per_day: the day has %s of %s posts', n.today, rails.posts_per_day);
  elsif n.this_hour >= rails.posts_per_hour then
    return format('posts_per_hour: the hour has %s of %s posts', n.this_hour, rails.posts_per_hour);
  elsif p_decision_type = 'thread' and n.threads >= rails.threads_per_day then
    return format('threads_per_day: the day has %s of %s threads', n.threads, rails.threads_per_day);
  elsif n.gap_minutes < rails.min_gap_minutes then
    return format('min_gap: another post is %s minutes away, and %s are kept', floor(n.gap_minutes), rails.min_gap_minutes);
  end if;
  return null;
end $$;

-- Why the rails of an account keep a post from going out at a moment; NULL when they do not. What is out counts, whoever posted it,
-- and what may be out.
create function rails_refusal(p_account_id text, p_decision_id uuid, p_decision_type text, p_at timestamptz)
returns text language sql stable as $$
  select broken_rail(p_account_id, p_decision_type, p_at, array(
    -- A thread that ended early counts as one: more of it may be out than we know.
    select (c.posted_at, case when c.features->'degraded' is null then c.decision_type else 'thread' end)::calendar_place
    from content_metadata c
    where c.account_id = p_account_id and c.status in ('posted', 'gone') and c.posted_at > p_at - interval '2 days'
      and c.decision_id <> p_decision_id
    union all
    select (t.started_at, c.decision_type)::calendar_place
    from publish_attempts t join content_metadata c using (decision_id)
    where t.account_id = p_account_id and (t.outcome is null or t.outcome = 'unknown') and t.part_index = 0
      and t.decision_id <> p_decision_id and c.status not in ('posted', 'gone')
  ))
$$;

-- Why nothing of an account leaves at a moment, whatever it is; NULL when something may. A channel of NULL is any that is on.
create function account_refusal(a accounts, p_channel text, p_at timestamptz) returns text language sql stable as $$
  select case
    when a.account_id is null then 'no_account: there is no such account'
    when a.paused_at is not null then 'paused: the account is paused'
    when a.publishing = 'off' then 'off: publishing is off'
    when a.publishing <> coalesce(p_channel, a.publishing) then format('channel: the account publishes through %s', a.publishing)
    when a.publishing_stopped_at is not null then format('stopped: %s', coalesce(a.publishing_reason, 'until a person has looked'))
    when a.publishing_rest_until > p_at then format('rest: %s', coalesce(a.publishing_reason, 'X asked for a rest'))
    when a.cool_down_until > p_at then 'cool_down: X is given a rest'
  end
$$;

-- Why a planned post may not go out at a moment through a channel; NULL when it may. Begins with a word for programs.
create function posting_refusal(p_decision_id uuid, p_channel text, p_at timestamptz) returns text language plpgsql stable as $$
declare
  c content_metadata;
  a accounts;
  parts jsonb;
  refusal text;
  latest timestamptz;
begin
  select * into c from content_metadata m where m.decision_id = p_decision_id;
  select * into a from accounts m where m.account_id = c.account_id;
  refusal := account_refusal(a, p_channel, p_at);
  if refusal is not null then
    return refusal;
  end if;
  parts := post_parts(c.content, c.thread_parts);
  select c.scheduled_at + r.max_delay_minutes * interval '1 minute' into latest from publishing_rails r where r.account_id = c.account_id;
  if c.status <> 'queued' then
    return format('status: it is %s', c.status);
  elsif c.scheduled_at is null or c.scheduled_at > p_at then
    return 'early: its time has not come';
  elsif latest is null or p_at > latest then
    return 'late: its time is long over';
  elsif jsonb_array_length(parts) = 0 then
    return 'empty: it has no text';
  elsif a.approval <> 'none' and (c.approved_at is null or c.approved_text_hash is distinct from text_hash(parts)) then
    return 'approval: nobody has approved this text';
  elsif exists (select 1 from publish_attempts t where t.decision_id = c.decision_id and t.outcome is distinct from 'failed') then
    return 'tried: it was handed over already';
  elsif exists (
    -- Through any account: X forbids that as well.
    select 1 from content_metadata o
    where md5(o.content) = md5(c.content) and o.decision_id <> c.decision_id and o.status in ('posted', 'posting', 'unknown')
      and coalesce(o.posted_at, o.scheduled_at) > p_at - interval '30 days'
  ) then
    return 'duplicate: this very text went out in the last 30 days';
  end if;
  return rails_refusal(c.account_id, c.decision_id, c.decision_type, p_at);
end $$;

-- Why the next part of a thread may not follow its parts that are out.
create function continuation_refusal(p_decision_id uuid, p_part integer, p_channel text, p_at timestamptz)
returns text language plpgsql stable as $$
declare
  c content_metadata;
  a accounts;
  before publish_attempts;
begin
  select * into c from content_metadata m where m.decision_id = p_decision_id;
  select * into a from accounts m where m.account_id = c.account_id;
  select * into before from publish_attempts t
    where t.decision_id = p_decision_id and t.part_index = p_part - 1 and t.outcome = 'posted';
  return coalesce(account_refusal(a, p_channel, p_at), case
    when c.status <> 'posted' then format('status: it is %s', c.status)
    when before.id is null then 'order: the part before is not out'
    when before.finished_at < p_at - interval '30 minutes' then 'late: the part before is out for more than 30 minutes'
    when p_part >= jsonb_array_length(post_parts(c.content, c.thread_parts)) then 'order: the thread has no such part'
    when a.approval <> 'none' and c.approved_text_hash is distinct from text_hash(post_parts(c.content, c.thread_parts))
      then 'approval: nobody has approved this text'
    when exists (select 1 from publish_attempts t where t.decision_id = p_decision_id and t.part_index = p_part
      and t.outcome is distinct from 'failed') then 'tried: it was handed over already'
  end);
end $$;

-- Asks leave for one part of one post and writes the intent row: either a refusal, or an attempt that is to be made now, once, with the
-- texts that leave was given to. The account's row is locked, so that posts of an account begin one after the other, and after a pause
-- that was set before.
create function begin_posting(p_decision_id uuid, p_part integer, p_channel text, p_at timestamptz, p_lease interval)
returns table (attempt_id uuid, idempotency_key text, parts jsonb, refusal text) language plpgsql as $$
declare
  c content_metadata;
begin
  perform 1 from accounts a where a.account_id = (select m.account_id from content_metadata m where m.decision_id = p_decision_id)
    for no key update;
  select * into c from content_metadata m where m.decision_id = p_decision_id for no key update;
  if not found then
    refusal := 'no_post: there is no such post';
    return next;
    return;
  end if;
  refusal := case when p_part = 0 then posting_refusal(p_decision_id, p_channel, p_at)
    else continuation_refusal(p_decision_id, p_part, p_channel, p_at) end;
  if refusal is null then
    parts := post_parts(c.content, c.thread_parts);
    idempotency_key := format('%s/%s', p_decision_id, p_part);
    insert into publish_attempts as t (account_id, decision_id, part_index, attempt, idempotency_key, channel, started_at, lease_until)
    values (c.account_id, p_decision_id, p_part,
      1 + (select count(*) from publish_attempts o where o.decision_id = p_decision_id and o.part_index = p_part),
      begin_posting.idempotency_key, p_channel, p_at, p_at + p_lease)
    returning t.id into attempt_id;
    if p_part = 0 then
      update content_metadata m set status = 'posting', status_reason = null, updated_at = p_at where m.decision_id = p_decision_id;
    end if;
  end if;
  return next;
end $$;

-- Says that a planned post, or a part of it, is on X. Who says so: the channel, the timeline, or a person; what the timeline shows
-- is out whatever was planned, everything else must have been allowed. SQLSTATE HN004 when it cannot be, with the reason.
create function report_posted(p_decision_id uuid, p_tweet_id text, p_part integer default 0, p_at timestamptz default now(),
  p_by text default 'outbox')
returns void language plpgsql as $$
declare
  c content_metadata;
  known post_ids;
  other content_metadata;
  earliest timestamptz;
  posted timestamptz;
begin
  select * into c from content_metadata m where m.decision_id = p_decision_id for no key update;
  if c.decision_id is null then
    raise exception 'there is no post %', p_decision_id using errcode = 'HN004';
  elsif p_tweet_id !~ '^[1-9][0-9]{10,18}$' or p_tweet_id::numeric > 9223372036854775807 then
    raise exception '% is not the id of a post of X', p_tweet_id using errcode = 'HN004';
  elsif p_part < 0 or p_part >= greatest(1, jsonb_array_length(post_parts(c.content, c.thread_parts))) then
    raise exception 'the post has no part %', p_part using errcode = 'HN004';
  end if;
  posted := snowflake_time(p_tweet_id);
  select * into known from post_ids i where i.tweet_id = p_tweet_id;
  if known.decision_id = p_decision_id and (c.status in ('posted', 'gone') or p_part > 0) then
    update publish_attempts t set outcome = 'posted', tweet_id = p_tweet_id, reason = null, finished_at = coalesce(t.finished_at, p_at)
      where t.decision_id = p_decision_id and t.part_index = p_part and t.outcome is distinct from 'failed'
        and t.outcome is distinct from 'posted';
    return;
  end if;
  if known.decision_id is not null and known.decision_id <> p_decision_id then
    select * into other from content_metadata m where m.decision_id = known.decision_id for no key update;
    if other.account_id <> c.account_id then
      raise exception '% is a post of @%, not of @%', p_tweet_id, other.account_id, c.account_id using errcode = 'HN004';
    elsif other.scheduled_at is not null or other.generator_name is not null or known.role <> 'root' or p_part > 0 then
      raise exception '% belongs to the post % already', p_tweet_id, known.decision_id using errcode = 'HN004';
    end if;
  end if;
  if p_part > 0 and c.tweet_id is null then
    raise exception 'report the first part before the others' using errcode = 'HN004';
  elsif p_part = 0 and c.tweet_id is not null and c.tweet_id <> p_tweet_id then
    raise exception 'the post is out already as %', c.tweet_id using errcode = 'HN004';
  elsif p_part > 0 and exists (select 1 from post_ids i where i.decision_id = p_decision_id and i.role = 'part'
    and i.part_index = p_part and i.tweet_id <> p_tweet_id) then
    raise exception 'part % is out already', p_part using errcode = 'HN004';
  elsif p_part = 0 and p_by <> 'timeline' and c.status not in ('queued', 'posting', 'posted', 'unknown', 'failed', 'skipped') then
    raise exception 'the post is %: nobody has approved it', c.status using errcode = 'HN004';
  end if;
  select min(t.started_at) into earliest from publish_attempts t where t.decision_id = p_decision_id;
  earliest := coalesce(earliest, c.approved_at, c.created_at) - interval '5 minutes';
  if posted < earliest or posted > p_at + interval '5 minutes' then
    raise exception '% was made at %, but this post can only have gone out between % and %', p_tweet_id, posted, earliest, p_at
      using errcode = 'HN004';
  end if;
  if other.decision_id is not null then
    -- The reading came before the report: what it took for a found post is this one.
    update post_ids i set decision_id = p_decision_id where i.decision_id = other.decision_id;
    delete from content_metadata m where m.decision_id = other.decision_id;
  end if;
  if p_part = 0 then
    update content_metadata m
    set status = 'posted', tweet_id = p_tweet_id, posted_at = posted, status_reason = null, updated_at = greatest(m.updated_at, p_at)
    where m.decision_id = p_decision_id;
  end if;
  insert into post_ids (tweet_id, decision_id, role, part_index)
  values (p_tweet_id, p_decision_id, case when p_part = 0 then 'root' else 'part' end, p_part)
  on conflict (tweet_id) do nothing;
  -- Also of an attempt that was given up, where no later one was made: it did succeed.
  update publish_attempts t set outcome = 'posted', tweet_id = p_tweet_id, reason = null, finished_at = coalesce(t.finished_at, p_at)
  where t.decision_id = p_decision_id and t.part_index = p_part and t.attempt = (
    select max(n.attempt) from publish_attempts n where n.decision_id = p_decision_id and n.part_index = p_part);
  insert into system_events (event_type, event_data, account_id, created_at)
  values ('post_published', jsonb_build_object('decision_id', p_decision_id, 'tweet_id', p_tweet_id, 'part', p_part, 'by', p_by,
    'status_before', c.status, 'posted_at', posted), c.account_id, p_at);
end $$;

-- Says that a post that was handed over did certainly not go out. A person may approve it again.
create function report_failed(p_decision_id uuid, p_reason text, p_at timestamptz default now()) returns void language plpgsql as $$
declare
  c content_metadata;
begin
  select * into c from content_metadata m where m.decision_id = p_decision_id for no key update;
  if c.decision_id is null then
    raise exception 'there is no post %', p_decision_id using errcode = 'HN004';
  elsif c.status not in ('posting', 'unknown') then
    raise exception 'the post is %, it was not handed over', c.status using errcode = 'HN004';
  end if;
  update publish_attempts t set outcome = 'failed', reason = p_reason, finished_at = p_at
    where t.decision_id = p_decision_id and t.part_index = 0 and (t.outcome is null or t.outcome = 'unknown');
  update content_metadata m set status = 'failed', status_reason = p_reason, updated_at = greatest(m.updated_at, p_at)
    where m.decision_id = p_decision_id;
  insert into system_events (event_type, event_data, severity, account_id, created_at)
  values ('post_failed', jsonb_build_object('decision_id', p_decision_id, 'reason', p_reason), 'warning', c.account_id, p_at);
end $$;

-- What the operator's own bot may take at a moment, oldest first. It only looks; `claim_outbox` takes.
create function outbox_at(p_at timestamptz default now())
returns table (decision_id uuid, account_id text, format text, parts jsonb, scheduled_at timestamptz) language sql stable as $$
  select c.decision_id, c.account_id, c.decision_type, post_parts(c.content, c.thread_parts), c.scheduled_at
  from content_metadata c
  where c.status = 'queued' and c.scheduled_at <= p_at and posting_refusal(c.decision_id, 'outbox', p_at) is null
  order by c.scheduled_at
$$;

create view outbox as select * from outbox_at(now());

-- Takes one post of the outbox, of any account or of one: no row when nothing may go out now. It is the bot's alone until
-- `post_before`; whoever takes it posts it before then or not at all, and reports.
create function claim_outbox(p_account_id text default null, p_at timestamptz default now(), p_lease interval default '15 minutes')
returns table (decision_id uuid, account_id text, idempotency_key text, format text, parts jsonb, scheduled_at timestamptz,
  post_before timestamptz)
language plpgsql as $$
declare
  due record;
  begun record;
begin
  for due in select * from outbox_at(p_at) o where p_account_id is null or o.account_id = p_account_id loop
    select * into begun from begin_posting(due.decision_id, 0, 'outbox', p_at, p_lease);
    if begun.refusal is null then
      return query select due.decision_id, due.account_id, begun.idempotency_key,
        case when jsonb_array_length(begun.parts) > 1 then 'thread' else 'single' end, begun.parts, due.scheduled_at, p_at + p_lease;
      return;
    end if;
  end loop;
end $$;
