import { WEEKDAYS } from '../learning/local-time.ts';
import { seededRandom } from '../statistics/seeded-random.ts';
import { chancesOf, drawLevel } from './draw.ts';
import { drawContent } from './plan-choice.ts';
import type { DayContext, TimedDraw } from './plan-context.ts';
import { armsOf } from './plan-experiments.ts';
import type { PlanNote, PlannedDecision, PlanPolicy } from './plan-input.ts';
import type { OccupiedTime } from './rails.ts';
import { type LocalDay, type LocalHour, openMinutes } from './slots.ts';

const EVERY_HOUR = Object.fromEntries(Array.from({ length: 24 }, (_, hour) => [String(hour), 1]));

/**
 * Plans what one local day lacks. First the times of all its posts, then what they are: so that an experiment can balance its arms over
 * the slots of the day. Contents are drawn in the order of their numbers, not of their times: a rail that ends threads for the day then
 * strikes every hour alike.
 */
export function planDay(
  day: LocalDay,
  context: DayContext,
): { decisions: PlannedDecision[]; notes: readonly PlanNote[] } {
  const { rails } = context;
  const name = new Date(day.dayNumber * 86_400_000).toISOString().slice(0, 10);
  if (rails.neverPostDays.includes(day.weekday)) {
    const text = `${name} is a ${WEEKDAYS[day.weekday]}, on which the rails never post`;
    return { decisions: [], notes: [{ cause: 'never_post_days', text }] };
  }
  const notes: PlanNote[] = [];
  const times = drawTimes(day, name, context, notes);
  return { decisions: drawContent(day, times, context, notes), notes };
}

function drawTimes(day: LocalDay, name: string, context: DayContext, notes: PlanNote[]): TimedDraw[] {
  const {
    accountId,
    clock,
    rails,
    policy,
    baseline,
    holdoutShare,
    existing,
    notBeforeMs,
    experiments,
    experimentWeights,
  } = context;
  const decided = existing.filter(({ decision }) => decision?.day === name);
  const occupied: OccupiedTime[] = existing.filter(({ occupies }) => occupies);
  const here = () => occupied.filter(({ atMs }) => clock(atMs).dayNumber === day.dayNumber);
  const share = shareAhead(day, hoursOf(policy), context);
  if (share === null) {
    notes.push({ cause: 'quiet_hours', text: `${name}: every hour that the policy wants is quiet` });
    return [];
  }
  const wanted = Math.round(rails.postsPerDay * share);
  const missing = Math.min(wanted - decided.length, rails.postsPerDay - here().length);
  const last = Math.max(0, ...decided.map(({ decision }) => decision!.index));

  const times: TimedDraw[] = [];
  for (let index = last + 1; index <= last + missing; index += 1) {
    const key = `${accountId}:${name}:${index}`;
    const random = seededRandom(key);
    const isHoldout = random() < holdoutShare;
    const source = isHoldout ? baseline : policy;
    const taken = (hour: number) => here().filter(({ atMs }) => clock(atMs).hour === hour).length;
    const minutes = new Map(
      day.hours
        .filter(({ hour }) => !rails.quietHours.includes(hour) && taken(hour) < rails.postsPerHour)
        .map((hour) => [String(hour.hour), openMinutes(hour, { notBeforeMs, occupied, rails })]),
    );
    const isOpen = (level: string) => (minutes.get(level)?.length ?? 0) > 0;
    const chances = chancesOf(hoursOf(source), isOpen);
    if (chances === null) {
      const text = `${name}: only ${times.length} of ${missing} more posts found a time; the hours that the policy wants are taken, quiet or over`;
      notes.push({ cause: 'no_time', text });
      break;
    }
    const hoursOnly = experiments.filter(({ dimension }) => dimension === 'hour');
    const post = { key, day: day.dayNumber, slot: index - 1 };
    const [arm = null] = isHoldout
      ? []
      : armsOf({ experiments: hoursOnly, weights: experimentWeights, post, isOpen: (_, wanted) => isOpen(wanted) });
    const drawn = drawLevel(random, chances);
    const level = arm?.level ?? drawn.level;
    if (arm === null && !isHoldout)
      context.ledger.add('hour', { wanted: stillAhead(day, hoursOf(source), notBeforeMs), chances, level });
    const open = minutes.get(level)!;
    const atMs = open[Math.floor(random() * open.length)]!;
    // The format is not drawn yet, and times depend on it in nothing.
    occupied.push({ atMs, format: 'single' });
    times.push({
      key,
      day: name,
      dayNumber: day.dayNumber,
      index,
      random,
      isHoldout,
      sourceProbability: isHoldout ? holdoutShare : 1 - holdoutShare,
      source,
      atMs,
      hour: Number(level),
      hourProbability: arm?.probability ?? drawn.probability,
      experiment: arm,
    });
  }
  return times;
}

/** The policy's hours; every hour alike where it knows none. */
function hoursOf({ weights }: PlanPolicy): Readonly<Record<string, number>> {
  return Object.keys(weights.hours).length === 0 ? EVERY_HOUR : weights.hours;
}

/** How much of a day's posts belongs to the hours that are still ahead: a day that has begun is not filled up in its evening. Null where all are quiet. */
function shareAhead(
  day: LocalDay,
  hours: Readonly<Record<string, number>>,
  { rails, notBeforeMs }: DayContext,
): number | null {
  let [ahead, all] = [0, 0];
  for (const local of day.hours) {
    const weight = rails.quietHours.includes(local.hour) ? 0 : (hours[String(local.hour)] ?? 0);
    all += weight;
    ahead += weight * openPart(local, notBeforeMs);
  }
  return all > 0 ? ahead / all : null;
}

/** What the policy wants of the hours that are not over: that an hour has passed is no rail. */
function stillAhead(day: LocalDay, hours: Readonly<Record<string, number>>, notBeforeMs: number) {
  const ahead = day.hours.filter((local) => openPart(local, notBeforeMs) > 0).map(({ hour }) => String(hour));
  return Object.fromEntries(ahead.flatMap((hour) => ((hours[hour] ?? 0) > 0 ? [[hour, hours[hour]!]] : [])));
}

function openPart({ quarters }: LocalHour, notBeforeMs: number): number {
  return quarters.filter((quarter) => quarter >= notBeforeMs).length / quarters.length;
}
