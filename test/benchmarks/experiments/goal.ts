/** One figure beside what it is measured against. */
export interface Figure {
  name: string;
  value: number;
  goal: { atMost: number } | { atLeast: number };
  unit?: 'share' | 'days';
  note?: string;
}

/** A line of the benchmark's table: the figure, its goal, and whether it is reached. */
export function figureLine({ name, value, goal, unit = 'share', note }: Figure): string {
  const shown = (x: number) => (unit === 'days' ? `day ${x}` : `${(100 * x).toFixed(1)}%`);
  const [relation, limit, reached] =
    'atMost' in goal ? ['<=', goal.atMost, value <= goal.atMost] : ['>=', goal.atLeast, value >= goal.atLeast];
  const mark = reached ? 'ok  ' : 'MISS';
  return `${mark} ${name.padEnd(58)} ${shown(value).padStart(7)}  (${relation} ${shown(limit)})${note ? `  ${note}` : ''}`;
}
