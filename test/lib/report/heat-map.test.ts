import { describe, expect, it } from 'vitest';
import { heatMap } from '../../../lib/report/heat-map.ts';
import { postFigures } from '../../../lib/report/post-figures.ts';

const now = new Date('2026-11-25T00:00:00Z');
const post = (postedAt: string, engagements: number) =>
  postFigures(
    { tweet_id: '1', posted_at: postedAt, metrics: [{ collected_at: postedAt, impressions: 100, engagements }] },
    now,
  );

describe('heatMap', () => {
  // 2026-11-23 is a Monday.
  const posts = [post('2026-11-23T02:10:00Z', 4), post('2026-11-23T02:50:00Z', 8), post('2026-11-24T09:00:00Z', 50)];

  it("puts a post into weekday and hour of the account's time zone", () => {
    expect(heatMap(posts, 'UTC').markup).toContain('Mon 02:00: 6.0%, 2 posts');
    expect(heatMap(posts, 'America/New_York').markup).toContain('Sun 21:00: 6.0%, 2 posts');
  });

  it('greys a cell with a single post, however good it looks', () => {
    const { markup } = heatMap(posts, 'UTC');
    expect(markup).toContain('<td class="thin" title="Tue 09:00: 50%, 1 post – too few to say">');
    expect(markup.match(/<td class="shade-\d"/g)).toHaveLength(1);
    expect(markup.match(/<td class="empty"/g)).toHaveLength(7 * 24 - 2);
  });
});
