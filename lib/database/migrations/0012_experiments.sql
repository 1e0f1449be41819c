-- A post may be in one experiment of each layer; what was drawn for it stands here, with the shares that were in force.

create table content_experiments (
  decision_id   uuid not null references content_metadata on delete cascade,
  experiment_id uuid not null references experiments,
  arm           text not null,
  probability   double precision not null check (probability > 0 and probability <= 1),
  weights       jsonb not null check (jsonb_typeof(weights) = 'array' and jsonb_array_length(weights) >= 2),
  primary key (decision_id, experiment_id),
  foreign key (experiment_id, arm) references experiment_arms (experiment_id, arm)
);
-- Serves the posts of an experiment.
create index content_experiments_experiment on content_experiments (experiment_id);
comment on table content_experiments is 'Which arm of which experiment a post drew. One experiment per layer at most; the draw never changes.';
comment on column content_experiments.decision_id is 'The post.';
comment on column content_experiments.experiment_id is 'The test.';
comment on column content_experiments.arm is 'The arm it drew, whatever became of the post (intention to treat).';
comment on column content_experiments.probability is 'Of that arm, when it was drawn.';
comment on column content_experiments.weights is 'Of every arm, in the order of the plan, when it was drawn.';

create function keep_content_experiment() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and not exists (select from content_metadata where decision_id = old.decision_id) then return old; end if;
  raise exception 'draws are kept: the arm of post % in experiment % cannot change', old.decision_id, old.experiment_id;
end $$;
create trigger content_experiments_are_kept before update or delete on content_experiments
  for each row execute function keep_content_experiment();

insert into content_experiments (decision_id, experiment_id, arm, probability, weights)
select c.decision_id, c.experiment_id, c.experiment_arm, a.weight,
  (select jsonb_agg(all_arms.weight order by all_arms.position) from experiment_arms all_arms where all_arms.experiment_id = a.experiment_id)
from content_metadata c join experiment_arms a on a.experiment_id = c.experiment_id and a.arm = c.experiment_arm;
