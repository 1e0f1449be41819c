import { drawFrom, isDrawn, type Mutant, scores } from './sample.ts';
import { SourceRunner } from './source-runner.ts';

/** Stryker's own words for its kinds of plugins; a value plugin needs no import of Stryker, so types check without it. */
const sample = {
  kind: 'Checker',
  name: 'sample',
  value: {
    init: () => Promise.resolve(),
    group: (mutants: readonly Mutant[]) => Promise.resolve([mutants.map(({ id }) => id)]),
    /** Stryker has no word for "not drawn": a mutant that "does not compile" is left out of every score. */
    check(mutants: readonly Mutant[]) {
      const draw = drawFrom(process.env);
      const drawn = (mutant: Mutant) =>
        isDrawn(mutant, draw) ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' };
      return Promise.resolve(Object.fromEntries(mutants.map((mutant) => [mutant.id, drawn(mutant)])));
    },
  },
};

interface Report {
  readonly files: Record<string, { mutants: readonly (Omit<Mutant, 'fileName'> & { status: string })[] }>;
}

const survivors = {
  kind: 'Reporter',
  name: 'survivors',
  value: {
    onMutationTestReportReady({ files }: Report) {
      const results = Object.entries(files).flatMap(([fileName, { mutants }]) =>
        mutants.map((mutant) => ({ ...mutant, fileName })),
      );
      const { seed, share } = drawFrom(process.env);
      const lines = results
        .filter(({ status }) => status === 'Survived')
        .map(({ fileName, location: { start }, mutatorName, replacement }) => {
          const change = (replacement ?? '').replaceAll(/\s+/g, ' ').slice(0, 100);
          return `${fileName}:${start.line}:${start.column} ${mutatorName} -> ${change}`;
        });
      const title = `A share of ${share} of the mutants, seed "${seed}"`;
      process.stdout.write(`\n${[...lines, '', title, ...scores(results)].join('\n')}\n`);
    },
  },
};

const source = {
  kind: 'TestRunner',
  name: 'source',
  factory: () => new SourceRunner(process.env.MUTATION_ROOT as string, process.env.STRYKER_MUTATOR_WORKER ?? '0'),
};

export const strykerPlugins = [sample, survivors, source];
