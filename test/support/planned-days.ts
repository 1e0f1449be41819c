import { planContent } from '../../lib/content/plan.ts';
import type { ExistingPost, PlanInput, PlanNote, PlannedDecision } from '../../lib/content/plan-input.ts';

const DAY_MS = 86_400_000;

/** Plans once a day for many days, every plan upon what the ones before it planned (of the last three days: what rails can see). */
export function planDays(input: PlanInput, days: number): { decisions: PlannedDecision[]; notes: PlanNote[] } {
  const decisions: PlannedDecision[] = [];
  const notes: PlanNote[] = [];
  let existing: ExistingPost[] = [...(input.existing ?? [])];
  for (let day = 0; day < days; day += 1) {
    const nowMs = new Date(input.now).getTime() + day * DAY_MS;
    const plan = planContent({ ...input, now: new Date(nowMs), existing });
    decisions.push(...plan.decisions);
    notes.push(...plan.notes);
    existing = [...existing, ...plan.decisions.map(asExisting)].filter(
      ({ at }) => new Date(at).getTime() > nowMs - 2 * DAY_MS,
    );
  }
  return { decisions, notes };
}

function asExisting({ scheduledAt, format, day, index }: PlannedDecision): ExistingPost {
  return { at: scheduledAt, format, occupies: true, decision: { day, index } };
}
