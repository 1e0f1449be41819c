-- What the tables and columns mean that came with publishing, experiments and forecasts. Nothing else changes.

comment on column publishing_rails.max_delay_minutes is 'A post this late is skipped: a pause never ends in a burst.';

comment on table publish_attempts is 'What was asked of the world: an intent row is committed before anything is sent.';
comment on column publish_attempts.id is 'Its own id.';
comment on column publish_attempts.account_id is 'Whose post it is.';
comment on column publish_attempts.decision_id is 'The post.';
comment on column publish_attempts.channel is 'Where it was handed to.';
comment on column publish_attempts.finished_at is 'NULL: under way, or its process died.';

comment on table experiments is 'A/B tests: what was planned before the start, and how it ended.';
comment on column experiments.id is 'Its own id.';
comment on column experiments.account_id is 'Whose posts it is about.';
comment on column experiments.name is 'What the operator calls it.';
comment on column experiments.dimension is 'What differs between its arms.';
comment on column experiments.plan is 'Arms, rule, power and end; nothing of it changes once it has started.';
comment on column experiments.plan_hash is 'Of the plan.';
comment on column experiments.planned_at is 'When it was written down.';
comment on column experiments.ended_at is 'NULL: it runs, or has not started.';
comment on column experiments.end_reason is 'By what rule it ended.';

comment on table experiment_arms is 'What is compared, the control first.';
comment on column experiment_arms.experiment_id is 'The test.';
comment on column experiment_arms.arm is 'Its name.';
comment on column experiment_arms.position is '0 is the control.';
comment on column experiment_arms.level is 'The level of the dimension it stands for.';
comment on column experiment_arms.weight is 'Its intended share of the posts.';

comment on table experiment_looks is 'Every look, one per moment: what was seen then and what the written rule made of it.';
comment on column experiment_looks.experiment_id is 'The test.';
comment on column experiment_looks.looked_at is 'When.';
comment on column experiment_looks.action is 'What the rule said.';
comment on column experiment_looks.look is 'The analysis of that moment.';

comment on table forecasts is 'What was forecast of each post, from what, and what came.';
comment on column forecasts.decision_id is 'The post.';
comment on column forecasts.target is 'What was forecast.';
comment on column forecasts.account_id is 'Whose post it is.';
comment on column forecasts.made_from is 'From early counts of its own, from what it is, or from the recent level alone.';
comment on column forecasts.value is 'The forecast.';
comment on column forecasts.lower is 'Lower end of the interval.';
comment on column forecasts.upper is 'Upper end of the interval.';
comment on column forecasts.nominal_coverage is 'How often the interval is meant to hold.';
comment on column forecasts.p_beats_median is 'Probability that it beats the account''s own median; NULL where it had none.';
comment on column forecasts.model_version is 'Version of the model.';
comment on column forecasts.covered is 'Whether the interval held; NULL until the outcome matured.';
comment on column forecasts.judged_at is 'When it was compared with what came.';
