-- Whoever stores readings need not know that essential ones are kept: between this schema and the grants that follow it, code of the
-- version before stores readings as it did.
alter function readings_changed() security definer set search_path = public, pg_temp;
alter function post_ids_changed() security definer set search_path = public, pg_temp;
