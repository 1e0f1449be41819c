import { frequencySeries } from '../database/queries/error-frequency.ts';
import { knownPatterns, replaceCounts, storeVerdicts, upsertPatterns } from '../database/queries/errors.ts';
import { replaceEvent } from '../database/queries/events.ts';
import { lastWatermark } from '../database/queries/job-runs.ts';
import { LOG_TAGS } from '../runtime/log.ts';
import { collectDeadLetters } from './collect-dead-letters.ts';
import { firstWindowToCount, WINDOW_HOURS, WINDOWS_BEFORE, windowEndingAt } from './error-windows.ts';
import { countsOf, findPatterns } from './find-patterns.ts';
import type { JobDefinition } from './job.ts';
import { judgePatterns } from './judge-patterns.ts';
import { severityOf, summariseErrors } from './summarise-errors.ts';

/** Groups, categorises and counts what failed, says what is new, ongoing, regressed or resolved, and what to do about it. */
export const errorAnalysis: JobDefinition = {
  name: 'error_analysis',
  scope: 'installation',
  touchesX: false,
  async run({ time }, { sql, log, deadLetters = null }) {
    const letters = await collectDeadLetters(sql, deadLetters);
    const watermark = await lastWatermark(sql, 'error_analysis');
    const from = firstWindowToCount({ time, watermark, arrivals: letters.occurredAt });
    const currentStart = windowEndingAt(time);
    const known = await knownPatterns(sql);
    const { patterns: found, events } = await findPatterns(sql, { from, until: time, currentStart, known });

    const isReplay = watermark !== null && time < watermark;
    const { verdicts, analysis } = await sql.begin(async (tx) => {
      if (!isReplay) {
        await upsertPatterns(tx, found);
        await replaceCounts(tx, { from, to: currentStart, counts: countsOf(found) });
      }
      const grid = { currentStart, windowHours: WINDOW_HOURS, windowsBefore: WINDOWS_BEFORE, until: time };
      const verdicts = judgePatterns({ series: await frequencySeries(tx, grid), found, time });
      // What was known then must not overwrite what is known now.
      if (!isReplay) await storeVerdicts(tx, verdicts, time);
      const analysis = summariseErrors(verdicts, found);
      const window = { start: currentStart.toISOString(), end: time.toISOString(), hours: WINDOW_HOURS };
      const data = { timestamp: time.toISOString(), window, ...analysis };
      await replaceEvent(tx, { type: 'error_analysis', severity: severityOf(verdicts), at: time, data });
      return { verdicts, analysis };
    });
    await letters.remove();
    for (const { critical, count, pattern } of verdicts.filter(({ turnedCritical }) => turnedCritical)) {
      const fields = { reason: critical, count, category: pattern.category, advice: pattern.advice };
      log.error(`${LOG_TAGS.error_analysis} Critical: ${pattern.template}`, fields);
    }
    const { escalating, turnedCritical, states } = analysis;
    const counts = {
      events,
      patterns: verdicts.length,
      ...states,
      escalating,
      turnedCritical,
      collected: letters.collected,
    };
    log.info(`${LOG_TAGS.error_analysis} Found ${counts.patterns} patterns in ${counts.events} errors`, counts);
    return { counts, watermark: isReplay ? watermark : time, problems: letters.problems };
  },
};
