-- What the error analysis needs to tell a recovered account from one that still fails, and a new danger from a known one.

alter table error_patterns
  add column advice         text,                        -- what an operator can do
  add column seen_by        jsonb not null default '{}', -- 'job account' -> when it last failed so; account '*' is the installation
  add column critical       text check (critical in ('access', 'every_run', 'escalating')),
  add column critical_since timestamptz;

-- Serves the exposure of the error analysis: all runs of the last week, whatever the job.
create index job_runs_started on job_runs (started_at);
