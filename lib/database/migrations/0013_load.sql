-- What analyses load: of each post's readings those that everything learned of it rests on, instead of all of them.

-- Written by whoever learns of the post, emptied by every change of its readings: what is not there is read from tweet_metrics.
create table post_essentials (
  decision_id uuid primary key references content_metadata on delete cascade, -- the post
  changes     bigint not null default 0, -- how often its readings have changed: who chose from older ones stores nothing
  posted_at   timestamptz, -- time of posting, in milliseconds, that ages were counted from
  newest_at   timestamptz, -- newest of its believed readings, whether chosen or not, in milliseconds and never too early; NULL: there is none
  readings    json -- [milliseconds, impressions, likes, reposts, replies, quotes, bookmarks, engagements, new follows], oldest first; NULL: not chosen
) with (fillfactor = 80);

-- Whoever stores readings need not know of this: code of the version before does, until the grants that follow a migration.
-- Readings came or were judged anew. A decision that is being deleted has no row any more, and gets none.
create function readings_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into post_essentials as e (decision_id, changes)
  select c.decision_id, 1 from content_metadata c
  where c.decision_id in (select p.decision_id from post_ids p join changed using (tweet_id))
  order by c.decision_id
  on conflict (decision_id) do update set changes = e.changes + 1, posted_at = null, newest_at = null, readings = null;
  return null;
end $$;
create trigger tweet_metrics_came after insert on tweet_metrics
  referencing new table as changed for each statement execute function readings_changed();
create trigger tweet_metrics_judged after update on tweet_metrics
  referencing new table as changed for each statement execute function readings_changed();
create trigger tweet_metrics_went after delete on tweet_metrics
  referencing old table as changed for each statement execute function readings_changed();

-- Readings of another id count for the decision, or no longer do.
create function post_ids_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into post_essentials as e (decision_id, changes)
  select c.decision_id, 1 from content_metadata c where c.decision_id in (select decision_id from changed)
  order by c.decision_id
  on conflict (decision_id) do update set changes = e.changes + 1, posted_at = null, newest_at = null, readings = null;
  return null;
end $$;
create trigger post_ids_came after insert on post_ids
  referencing new table as changed for each statement execute function post_ids_changed();
create trigger post_ids_moved_to after update on post_ids
  referencing new table as changed for each statement execute function post_ids_changed();
create trigger post_ids_moved_from after update on post_ids
  referencing old table as changed for each statement execute function post_ids_changed();
create trigger post_ids_went after delete on post_ids
  referencing old table as changed for each statement execute function post_ids_changed();
