-- The rails hold where posts are planned: whoever writes the row, and however many do so at once. There is no way around but to
-- change publishing_rails or the account's locks.

-- Statuses of a post that is to go out.
create function is_planned(status text) returns boolean language sql immutable as $$
  select status in ('draft', 'pending_approval', 'queued', 'posting')
$$;

-- Why the rails of an account do not let a post be planned for a moment; NULL when they do. Everything that is planned, on its way or out
-- takes its place, posts that were found and imported too; they themselves are facts and never refused.
create function plan_refusal(p_account_id text, p_decision_id uuid, p_decision_type text, p_at timestamptz)
returns text language plpgsql as $$
begin
  return broken_rail(p_account_id, p_decision_type, p_at, array(
    select (coalesce(c.posted_at, c.scheduled_at), c.decision_type)::calendar_place
    from content_metadata c
    where c.account_id = p_account_id and c.decision_id <> p_decision_id
      and ((c.status in ('posted', 'gone') and c.posted_at between p_at - interval '2 days' and p_at + interval '2 days')
        or (c.status in ('draft', 'pending_approval', 'queued', 'posting', 'unknown')
          and c.scheduled_at between p_at - interval '2 days' and p_at + interval '2 days'))
  ));
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
