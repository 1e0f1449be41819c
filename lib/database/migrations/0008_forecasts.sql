-- What was forecast of each post, from what, and what came; and the pause that a collapse of reach sets.

create table forecasts (
  decision_id         uuid not null references content_metadata on delete cascade,
  target              text not null check (target in ('engagements', 'impressions', 'engagement_rate', 'follows')),
  age_hours           integer not null check (age_hours in (1, 6, 24, 72, 168)), -- the age it speaks about
  made_at             timestamptz not null,                                      -- nothing read later took part
  account_id          text not null references accounts,
  early_hours         integer not null check (early_hours in (0, 1, 6)),         -- 0: nothing read of the post itself took part
  made_from           text not null check (made_from in ('early_counts', 'features', 'recent_level')),
  described           text not null,                                             -- hash of what was planned; another plan, another forecast
  value               double precision not null,
  lower               double precision not null,
  upper               double precision not null check (lower <= value and value <= upper),
  nominal_coverage    double precision not null check (nominal_coverage > 0 and nominal_coverage < 1),
  recent_level        double precision not null, -- what the account's last posts suggested
  own_median          double precision,          -- of the account's last posts; NULL where it had none
  p_beats_median      double precision check (p_beats_median between 0 and 1),
  model_version       text not null,
  learned_from        integer not null check (learned_from >= 0), -- posts
  actual              double precision, -- NULL until the outcome matured
  error               double precision, -- actual minus value, on the scale of ln(1 + count), or of log-odds
  recent_level_error  double precision, -- the same of the recent level
  covered             boolean,
  judged_at           timestamptz,
  primary key (decision_id, target, age_hours, made_at),
  check ((actual is null) = (judged_at is null) and (actual is null) = (error is null) and (actual is null) = (covered is null)
    and (actual is null) = (recent_level_error is null))
);
-- Serves the record of an account's forecasts, newest first.
create index forecasts_judged on forecasts (account_id, made_at desc) where judged_at is not null;
-- Serves "which forecasts may have come true".
create index forecasts_open on forecasts (account_id, decision_id) where judged_at is null;
