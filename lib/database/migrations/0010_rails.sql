-- The rails hold where posts are planned: whoever writes the row, and however many do so at once. There is no way around but to
-- change publishing_rails or the account's locks.

-- Statuses of a post that is to go out.
create function is_planned(status text) returns boolean language sql immutable as $$
  select status in ('draft', 'pending_approval', 'queued', 'posting')
$$;

-- Why the rails of an account do not let a post be planned for a moment; NULL when they do. Begins with the rail's name. Everything that is
-- planned, on its way or out takes its place, posts that were found and imported too; they themselves are facts and never refused.
-- Days and hours are the account's; an hour that daylight saving repeats is one.
create function plan_refusal(p_account_id text, p_decision_id uuid, p_decision_type text, p_at timestamptz)
returns text language plpgsql as $$
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
    return format('never_post_days: nothing is planned on a %s', trim(to_char(here, 'day')));
  elsif extract(hour from here)::integer = any (rails.quiet_hours)
    or coalesce(locks->'forbiddenHours', '[]') @> to_jsonb(extract(hour from here)::integer) then
    return format('quiet_hours: nothing is planned at %s:00 (%s)', extract(hour from here)::integer, zone);
  end if;
  select count(*) filter (where o.local::date = here::date) as today,
    count(*) filter (where date_trunc('hour', o.local) = date_trunc('hour', here)) as this_hour,
    count(*) filter (where o.local::date = here::date and o.decision_type = 'thread') as threads,
    min(abs(extract(epoch from p_at - o.at))) / 60 as gap_minutes
  into n
  from (
    select t.at, t.at at time zone zone as local, c.decision_type
    from content_metadata c, lateral (select coalesce(c.posted_at, c.scheduled_at) as at) t
    where c.account_id = p_account_id and c.decision_id <> p_decision_id
      and ((c.status in ('posted', 'gone') and c.posted_at between p_at - interval '2 days' and p_at + interval '2 days')
        or (c.status in ('draft', 'pending_approval', 'queued', 'posting', 'unknown')
          and c.scheduled_at between p_at - interval '2 days' and p_at + interval '2 days'))
  ) o;
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

-- SQLSTATE HN010 when the rails refuse. One account is planned by one transaction at a time: the lock on its rails holds until the
-- transaction ends, and what is counted after it is had is what the others have committed.
create function keep_rails() returns trigger language plpgsql as $$
declare
  refusal text;
begin
  if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
    raise exception 'posts are planned at isolation level read committed: an older snapshot does not show what others have planned'
      using errcode = 'HN010';
  end if;
  perform 1 from publishing_rails r where r.account_id = new.account_id for update;
  refusal := plan_refusal(new.account_id, new.decision_id, new.decision_type, new.scheduled_at);
  if refusal is not null then
    raise exception '%', refusal using errcode = 'HN010',
      detail = format('post %s of @%s for %s', new.decision_id, new.account_id, new.scheduled_at);
  end if;
  return new;
end $$;

-- A post that takes no new place (its text or its approval changes, it goes out) is not asked again: going out has a check of its own.
create trigger content_metadata_keeps_rails_new before insert on content_metadata for each row
  when (is_planned(new.status) and new.scheduled_at is not null)
  execute function keep_rails();
create trigger content_metadata_keeps_rails before update on content_metadata for each row
  when (is_planned(new.status) and new.scheduled_at is not null
    and (not is_planned(old.status) or (new.scheduled_at, new.decision_type, new.account_id)
      is distinct from (old.scheduled_at, old.decision_type, old.account_id)))
  execute function keep_rails();
