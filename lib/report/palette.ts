/** Colours by the role they play. Text roles are readable (WCAG AA, 4.5 to 1) on every surface: a test computes it. */
export type Palette = Readonly<Record<(typeof TEXT_ROLES | typeof SURFACES | typeof FILLS)[number], string>>;

/** What words are written in. */
export const TEXT_ROLES = ['ink', 'soft', 'accent', 'up', 'down', 'warn', 'bad', 'sim'] as const;
/** What words stand on. */
export const SURFACES = ['paper', 'card', 'sim-paper', 'wash'] as const;
/** What is never read: rules, cells, bands. The shades run from little to much. */
export const FILLS = ['line', 'thin', 'band', 's0', 's1', 's2', 's3', 's4'] as const;

export const LIGHT: Palette = {
  paper: '#fbfaf7',
  card: '#ffffff',
  wash: '#f1efe8',
  ink: '#1c2226',
  soft: '#56606b',
  line: '#dfdbd1',
  accent: '#0b6e75',
  up: '#0b6e75',
  down: '#a8440d',
  warn: '#855600',
  bad: '#b3261e',
  sim: '#6b4fa0',
  'sim-paper': '#f1ecfa',
  thin: '#d3cfc6',
  band: '#dfe6e4',
  s0: '#e0efed',
  s1: '#b8dcd9',
  s2: '#7fc0bc',
  s3: '#3d9a97',
  s4: '#0b6e75',
};

export const DARK: Palette = {
  paper: '#13171a',
  card: '#1a1f23',
  wash: '#20262b',
  ink: '#ece9e3',
  soft: '#a4afb6',
  line: '#333c42',
  accent: '#62c6c2',
  up: '#62c6c2',
  down: '#f19a63',
  warn: '#e2b04a',
  bad: '#ff8a80',
  sim: '#c0aaf0',
  'sim-paper': '#262038',
  thin: '#3c454b',
  band: '#26373a',
  s0: '#17302f',
  s1: '#1f4b4b',
  s2: '#2b7170',
  s3: '#459f9b',
  s4: '#8adbd5',
};

/** On white paper, without a surface that would cost ink. */
export const PRINT: Palette = {
  ...LIGHT,
  paper: '#ffffff',
  card: '#ffffff',
  wash: '#ffffff',
  ink: '#000000',
  soft: '#444444',
  line: '#c8c8c8',
};

/** As custom properties: --paper, --ink and so on. */
export function customProperties(palette: Palette): string {
  return Object.entries(palette)
    .map(([role, colour]) => `--${role}:${colour}`)
    .join(';');
}
