import { describe, expect, it } from 'vitest';
import { type AnalysisSettings, resolveSettings, SettingsError } from '../../../lib/optimizing/settings.ts';

describe('settings of the analysis', () => {
  it('have a default for everything', () => {
    expect(resolveSettings()).toEqual({
      objective: 'engagement_rate',
      interactionWeights: { like: 1, reply: 1, repost: 1, quote: 1, bookmark: 1, follow: 1 },
      generators: null,
      formats: null,
      hours: null,
      goals: null,
      look: 'scheduled',
      locks: { weights: { generators: {}, formats: {}, hours: {} }, forbiddenHours: [], neverPostDays: [] },
      halfLifeDays: 56,
      floor: 0.02,
      maxFloorShare: 0.2,
      maxDailyChange: 0.25,
      policyAgeHours: 24,
    });
  });

  it('are kept as the operator gave them, up to the limits', () => {
    const given: AnalysisSettings = {
      objective: 'weighted',
      interactionWeights: { reply: 4, follow: 0 },
      generators: ['b', 'a', 'b'],
      formats: ['single'],
      hours: [7, '7', '08', 23],
      goals: { followers: 0, neverLoseFollowers: true },
      look: 'interim',
      locks: {
        weights: { generators: { a: 0.6, b: 0.4 }, formats: { single: 1 }, hours: { '7': 0 } },
        forbiddenHours: [0, 23],
        neverPostDays: [0, 6],
      },
      halfLifeDays: 3650,
      floor: 0.5,
      maxFloorShare: 1,
      maxDailyChange: 1,
      policyAgeHours: 1e6,
    };
    expect(resolveSettings(given)).toEqual({
      ...given,
      interactionWeights: { like: 1, reply: 4, repost: 1, quote: 1, bookmark: 1, follow: 0 },
      generators: ['b', 'a'],
      hours: ['7', '8', '23'],
      locks: { ...given.locks, forbiddenHours: ['0', '23'] },
    });
    const least = { halfLifeDays: 1, floor: 0, maxFloorShare: 0, maxDailyChange: 0, policyAgeHours: 0 };
    expect(resolveSettings(least)).toMatchObject(least);
    expect(resolveSettings({ goals: {} }).goals).toEqual({ followers: 1, neverLoseFollowers: false });
  });
});

describe('a setting that cannot be used', () => {
  const odd = <T>(value: unknown) => value as T;
  it.each<[string, AnalysisSettings]>([
    [
      'objective must be one of engagement_rate, engagement, reach, followers, weighted, got "fame"',
      { objective: odd('fame') },
    ],
    ['look must be one of scheduled, interim, got "daily"', { look: odd('daily') }],
    ['interactionWeights.like must be a number from 0 to 1000000, got -1', { interactionWeights: { like: -1 } }],
    [
      'interactionWeights must be made of like, reply, repost, quote, bookmark, follow, got "views"',
      { interactionWeights: odd({ views: 1 }) },
    ],
    ['generators must be a list of at least one name, got []', { generators: [] }],
    ['generators must be a list of at least one name, got ["a",""]', { generators: ['a', ''] }],
    ['formats must be a list of at least one name, got [7]', { formats: odd([7]) }],
    ['formats must be a list of at least one name, got "single"', { formats: odd('single') }],
    ['hours must be a list of hours, got 7', { hours: odd(7) }],
    ['hours must be whole numbers from 0 to 23, got 24', { hours: [24] }],
    ['hours must be whole numbers from 0 to 23, got -1', { hours: [-1] }],
    ['hours must be whole numbers from 0 to 23, got 7.5', { hours: [7.5] }],
    ['hours must be whole numbers from 0 to 23, got "7h"', { hours: ['7h'] }],
    ['hours must be whole numbers from 0 to 23, got "h7"', { hours: ['h7'] }],
    ['hours must be whole numbers from 0 to 23, got null', { hours: odd([null]) }],
    ['goals.followers must be a number from 0 to 1000000, got 1000001', { goals: { followers: 1_000_001 } }],
    ['goals.neverLoseFollowers must be true or false, got "yes"', { goals: { neverLoseFollowers: odd('yes') } }],
    ['locks.forbiddenHours must be whole numbers from 0 to 23, got 24', { locks: { forbiddenHours: [24] } }],
    ['locks.neverPostDays must be whole numbers from 0 to 6, got 7', { locks: { neverPostDays: [7] } }],
    [
      'locks.forbiddenHours must leave at least one hour, got all 24',
      { locks: { forbiddenHours: Array.from({ length: 24 }, (_, hour) => hour) } },
    ],
    [
      'locks.weights.generators.a must be a number from 0 to 1, got 1.1',
      { locks: { weights: { generators: { a: 1.1 } } } },
    ],
    [
      'locks.weights.formats must be weights that sum to at most 1, got {"single":0.6,"thread":0.5}',
      { locks: { weights: { formats: { single: 0.6, thread: 0.5 } } } },
    ],
    ['locks.weights.hours.7 must be a number from 0 to 1, got -0.1', { locks: { weights: { hours: { '7': -0.1 } } } }],
    ['halfLifeDays must be a number from 1 to 3650, got 0.9', { halfLifeDays: 0.9 }],
    ['halfLifeDays must be a number from 1 to 3650, got 3651', { halfLifeDays: 3651 }],
    ['halfLifeDays must be a number from 1 to 3650, got "56"', { halfLifeDays: odd('56') }],
    ['floor must be a number from 0 to 0.5, got 0.51', { floor: 0.51 }],
    ['maxFloorShare must be a number from 0 to 1, got 1.5', { maxFloorShare: 1.5 }],
    ['maxDailyChange must be a number from 0 to 1, got -0.1', { maxDailyChange: -0.1 }],
    ['policyAgeHours must be a number from 0 to 1000000, got null', { policyAgeHours: Number.NaN }],
  ])('is named with what it got and what it wants: %s', (message, settings) => {
    expect(() => resolveSettings(settings)).toThrow(SettingsError);
    expect(() => resolveSettings(settings)).toThrow(new SettingsError(message));
  });

  it('carries a code', () => {
    expect(new SettingsError('x')).toMatchObject({ name: 'SettingsError', code: 'invalid_settings', message: 'x' });
  });

  it('may be pins that sum to one but for rounding', () => {
    const weights = { generators: { a: 0.1, b: 0.2, c: 0.7 + 1e-12 } };
    expect(resolveSettings({ locks: { weights } }).locks.weights.generators).toEqual(weights.generators);
    expect(() => resolveSettings({ locks: { forbiddenHours: Array.from({ length: 23 }, (_, h) => h) } })).not.toThrow();
  });
});
