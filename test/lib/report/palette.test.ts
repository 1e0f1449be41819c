import { describe, expect, it } from 'vitest';
import {
  customProperties,
  DARK,
  LIGHT,
  type Palette,
  PRINT,
  SURFACES,
  TEXT_ROLES,
} from '../../../lib/report/palette.ts';

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

describe('the palette', () => {
  it('is measured as WCAG measures: black on white is 21 to 1', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });

  it.each<[string, Palette]>([
    ['in the light', LIGHT],
    ['in the dark', DARK],
    ['on paper', PRINT],
  ])('has words that can be read on every surface %s (AA, 4.5 to 1)', (_, palette) => {
    const unreadable = SURFACES.flatMap((surface) =>
      TEXT_ROLES.filter((role) => contrast(palette[role], palette[surface]) < 4.5).map(
        (role) => `${role} on ${surface}`,
      ),
    );
    expect(unreadable).toEqual([]);
  });

  it.each<[string, Palette]>([
    ['in the light', LIGHT],
    ['in the dark', DARK],
  ])('has marks that stand out from the band and the paper %s (3 to 1)', (_, palette) => {
    for (const ground of [palette.paper, palette.card, palette.band]) {
      for (const mark of [palette.accent, palette.up, palette.down, palette.sim, palette.soft]) {
        expect(contrast(mark, ground)).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it('has shades of the heat map that grow away from the paper, each from the one before', () => {
    for (const palette of [LIGHT, DARK]) {
      const steps = [palette.s0, palette.s1, palette.s2, palette.s3, palette.s4].map((shade) =>
        contrast(shade, palette.paper),
      );
      expect(steps).toEqual(steps.toSorted((a, b) => a - b));
      for (let k = 1; k < steps.length; k += 1) expect(steps[k]! / steps[k - 1]!).toBeGreaterThan(1.2);
    }
  });

  it('becomes custom properties', () => {
    expect(customProperties(LIGHT)).toMatch(/^--paper:#fbfaf7;--card:#ffffff;.*--s4:#0b6e75$/);
  });
});
