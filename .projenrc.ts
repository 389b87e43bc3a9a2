import { JsonFile, javascript, typescript } from 'projen';

/**
 * The rooms of the house, and what each may import besides itself. This is the only place that lists them: a new tool
 * room is one word in TOOLS. `npm run lint` fails on an import that is not named here.
 */
const TOOLS = [
  'git', 'mercurial', 'dvc', 'docker', 'mlflow', 'airflow', 'feast', 'kubeflow', 'pytorch', 'tensorflow', 'tfx', 'seldon', 'evidently', 'monitoring',
];
const SIBLINGS = ['storage', ...TOOLS];
const ROOMS: Record<string, string[]> = {
  core: [],
  kubernetes: ['core'],
  ...Object.fromEntries(SIBLINGS.map(room => [room, ['core', 'kubernetes']])),
  platform: ['core', 'kubernetes', ...SIBLINGS],
  pulumi: ['core', 'kubernetes', ...SIBLINGS, 'platform', 'index.ts'],
  testing: ['core'],
};
const ENTRIES = ['pulumi', 'testing'];

const project = new typescript.TypeScriptProject({
  name: 'mlops-constructs',
  description: 'MLOps platforms as constructs: written once, deployed as Kubernetes manifests (cdk8s) or as Pulumi resources',
  keywords: ['cdk8s', 'constructs', 'kubernetes', 'mlops', 'mlflow', 'pulumi'],
  license: 'Apache-2.0',
  copyrightOwner: 'the mlops-constructs authors',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.0.0',
  typescriptVersion: '~5.9.0',
  projenVersion: '^0.103.0',
  projenrcTs: true,
  sampleCode: false,

  peerDeps: [
    'cdk8s@^2.70.0', 'cdk8s-plus-27@^2.9.5', 'constructs@^10.3.0',
    '@pulumi/pulumi@^3.150.0', '@pulumi/kubernetes@^4.20.0', '@pulumi/docker@^4.5.0 || ^5.0.0',
  ],
  peerDependencyOptions: { pinnedDevDependency: false },
  deps: [
    '@grafana/grafana-foundation-sdk@^0.0.21', '@grafana/promql-builder@^0.0.6',
    '@lezer/common@^1.5.5', '@lezer/highlight@^1.2.5', '@lezer/lr@^1.4.12', '@prometheus-io/lezer-promql@^0.315.0',
  ],
  devDeps: [
    '@types/node@^20', 'cdk8s@~2.70.0', 'cdk8s-plus-27@2.9.5', 'constructs@~10.8.0', 'kubernetes-types@^1.30.0',
    '@pulumi/pulumi@3.248.0', '@pulumi/kubernetes@^4.34.0', '@pulumi/docker@^5.2.0',
    'jest@^30', '@types/jest@^30', '@swc/core@^1', '@swc/jest@^0.2', 'fast-check@^4', 'ajv@^8', 'yaml@^2', '@kubernetes/client-node@^1.4.0',
    'typedoc@^0.28', 'typedoc-plugin-markdown@^4',
  ],

  tsconfig: {
    compilerOptions: {
      target: 'ES2022',
      lib: ['es2022'],
      types: ['node'],
      skipLibCheck: true,
      experimentalDecorators: false,
      // They would double what a user downloads and parses.
      inlineSourceMap: false,
      inlineSources: false,
    },
  },
  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    include: ['src/**/*.ts', 'test/**/*.ts', 'examples/**/*.ts', 'scripts/**/*.ts', '.projenrc.ts'],
    exclude: ['node_modules'],
    compilerOptions: {
      types: ['node', 'jest'],
      paths: {
        'mlops-constructs': ['./src/index.ts'],
        ...Object.fromEntries(ENTRIES.map(entry => [`mlops-constructs/${entry}`, [`./src/${entry}/index.ts`]])),
      },
    },
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'examples'],
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
    commandOptions: { fix: false, extraArgs: ['--max-warnings=0'] },
  },

  // Set up below, without ts-jest: swc transforms, `tsc` checks the types.
  jest: false,
  npmignoreEnabled: false,
  github: false,
  release: false,
  depsUpgrade: false,
  gitignore: ['/.mlops/'],
});

// --- package -------------------------------------------------------------------------------------------------------

const optional = { optional: true };
project.package.addField('peerDependenciesMeta', {
  'cdk8s-plus-27': optional, '@pulumi/pulumi': optional, '@pulumi/kubernetes': optional, '@pulumi/docker': optional,
});
project.package.addField('files', ['lib', 'API.md']);
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  ...Object.fromEntries(ENTRIES.map(entry => [`./${entry}`, { types: `./lib/${entry}/index.d.ts`, default: `./lib/${entry}/index.js` }])),
  './package.json': './package.json',
});
// For `moduleResolution: node`, which does not read `exports`.
project.package.addField('typesVersions', { '*': Object.fromEntries(ENTRIES.map(entry => [entry, [`lib/${entry}/index.d.ts`]])) });
// So that the lock file names no registry: everyone installs from their own.
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');

// projen's own pattern would take in lib/ and dist/.
project.tsconfigDev.removeInclude('**/*.ts');

// --- lint ----------------------------------------------------------------------------------------------------------

const eslint = project.eslint!;
eslint.addRules({
  '@stylistic/max-len': ['error', { code: 140, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
  // Without `disableScc` the rule reads the sources of every dependency: 15 s instead of 0.1 s.
  'import/no-cycle': ['error', { ignoreExternal: true, disableScc: true }],
  'import/no-restricted-paths': ['error', {
    zones: [
      ...Object.entries(ROOMS).map(([room, open]) => ({
        target: `./src/${room}`,
        from: './src',
        except: [room, ...open].map(name => `./${name}`),
        message: `src/${room} may import ${open.join(', ') || 'no other room'}; what siblings share is a contract in src/core.`,
      })),
      ...ENTRIES.map(entry => ({ target: './src/index.ts', from: `./src/${entry}`, message: `${entry} is an entry of its own.` })),
    ],
  }],
});
eslint.addOverride({
  files: ['src/**/*.ts'],
  rules: {
    'max-lines': ['error', 400],
    // Two copies of this package, or of a library, have two classes of one name.
    'no-restricted-syntax': ['error', {
      selector: "BinaryExpression[operator='instanceof'][right.name!='Promise']",
      message: 'npm may install a package twice: ask isOf, or what the class itself offers.',
    }],
  },
});
eslint.addOverride({
  files: ['src/**/*.ts'],
  excludedFiles: ['src/pulumi/**'],
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ group: ['@pulumi/*'], message: 'Only src/pulumi may import Pulumi.' }] }],
  },
});

// --- tasks ---------------------------------------------------------------------------------------------------------

const jestConfig = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' }, sourceMaps: 'inline' }],
  },
  moduleNameMapper: {
    '^mlops-constructs$': '<rootDir>/src/index.ts',
    ...Object.fromEntries(ENTRIES.map(entry => [`^mlops-constructs/${entry}$`, `<rootDir>/src/${entry}/index.ts`])),
  },
  modulePathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/dist/'],
  reporters: ['default', '<rootDir>/test/reporters/counts.cjs'],
};
/** Tests with a task of their own: they need more than Node, or take long and fail for few changes. */
const APART = ['artefacts', 'e2e', 'promtool'];
new JsonFile(project, 'jest.config.json', {
  obj: {
    ...jestConfig,
    testEnvironment: '<rootDir>/test/jest/environment.cjs',
    runtime: '<rootDir>/test/jest/runtime.cjs',
    // Modules that suites share stay in a worker's memory: it is made anew when they have become many. Not one fewer than
    // there are cores, as is usual: one worker would be this process, to which that does not apply.
    maxWorkers: '100%',
    workerIdleMemoryLimit: '700MB',
    testMatch: ['<rootDir>/test/**/*.test.ts'],
    testPathIgnorePatterns: ['/node_modules/', ...APART.map(folder => `<rootDir>/test/${folder}/`)],
  },
});
new JsonFile(project, 'jest.artefacts.config.json', {
  obj: { ...jestConfig, testMatch: ['<rootDir>/test/artefacts/**/*.test.ts'] },
});
new JsonFile(project, 'jest.e2e.config.json', {
  obj: { ...jestConfig, testMatch: ['<rootDir>/test/e2e/**/*.test.ts'], testTimeout: 15 * 60 * 1000 },
});

new JsonFile(project, 'jest.promtool.config.json', {
  obj: { ...jestConfig, testMatch: ['<rootDir>/test/promtool/**/*.test.ts'] },
});

// `--ci` writes no snapshot: a difference, or a snapshot that is not there, fails.
project.testTask.reset('tsc -p tsconfig.dev.json');
project.testTask.exec('jest --ci', { receiveArgs: true });
project.addTask('test:update', { description: 'Write the snapshots anew', exec: 'jest --updateSnapshot', receiveArgs: true });
const artefacts = project.addTask('test:artefacts', {
  description: 'Test the package, and that API.md and the shapes are what their sources say',
  exec: 'jest --ci --config jest.artefacts.config.json',
  receiveArgs: true,
});
project.addTask('e2e', {
  description: 'Test on the cluster of the current kubeconfig what a change touches; `--all` for all of it', exec: 'node scripts/e2e.cjs', receiveArgs: true,
});
project.addTask('promtool', {
  description: "Test alert rules and queries with Prometheus' promtool", exec: 'jest --ci --config jest.promtool.config.json', receiveArgs: true,
});
const lint = project.addTask('lint', { description: 'Check style and the direction of imports' });
lint.spawn(eslint.eslintTask);
project.addTask('docgen', { description: 'Write API.md', exec: 'node scripts/docgen.cjs', receiveArgs: true });
project.addTask('shapes', { description: 'Write src/core/shapes.ts from the types of props', exec: 'node scripts/shapes.cjs', receiveArgs: true });
project.addTask('verify', {
  description: 'Fail when a generated file is not what its source says, or the package is not whole',
  steps: [{ spawn: project.defaultTask!.name }, { exec: 'git diff --exit-code' }, { spawn: artefacts.name }],
});
const synth = project.addTask('synth:examples', { description: 'Write the manifests of every example to dist/examples/<name>/' });
synth.spawn(project.compileTask);
synth.exec('node scripts/synth-examples.cjs', { receiveArgs: true });
const bench = project.addTask('bench', { description: 'Measure the synthesis' });
bench.spawn(project.compileTask);
bench.exec('node scripts/bench.cjs', { receiveArgs: true });

// Stale output of a removed file would otherwise be packed.
project.compileTask.prependExec('rm -rf lib');
project.package.setScript('prepack', 'projen compile');
// Not a projen task: it runs in a fresh clone, before anything is installed.
project.package.setScript('quickstart', 'node scripts/quickstart.cjs');

project.synth();
