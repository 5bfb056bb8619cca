import tseslint from 'typescript-eslint';

const clock = 'server/kit/time.ts';
const now = `Ask the clock that was handed in: only ${clock} reads the machine's.`;

const machineClock = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: now },
  { selector: "CallExpression[callee.name='Date']", message: now },
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: now },
];
const environment = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Take it from the configuration: only server/config.ts reads the environment.',
  },
];
const defaultExport = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Name what you export, so that it has one name everywhere.',
  },
];

const programs = ['server/**/*.{ts,tsx}', 'backoffice/**/*.{ts,tsx}', 'prisma/**/*.ts'];
const browserCode = ['portal/**/*.{ts,tsx}', 'backoffice/components/**/*.{ts,tsx}'];
const tests = ['**/*.test.{ts,tsx}', 'server/test/**/*.ts', 'server/scenarios/**/*.ts'];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'admin-bundle/',
      '.cache/',
      '.data/',
      'coverage/',
      'server/generated/',
      'assets/',
      'docs/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...defaultExport],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: programs,
    // AdminJS takes its settings from the environment and from nowhere else.
    ignores: [...tests, ...browserCode, clock, 'server/config.ts', 'backoffice/environment.ts'],
    rules: { 'no-restricted-syntax': ['error', ...defaultExport, ...environment, ...machineClock] },
  },
  { files: [clock], rules: { 'no-restricted-syntax': ['error', ...defaultExport, ...environment] } },
  {
    files: ['server/config.ts'],
    rules: { 'no-restricted-syntax': ['error', ...defaultExport, ...machineClock] },
  },
  // Whoever reads a page lives by the clock in front of him.
  {
    files: browserCode,
    rules: {
      'no-restricted-syntax': ['error', ...defaultExport, ...environment],
      'no-console': ['error', { allow: ['error'] }],
    },
  },
  // Refine tells an error apart by its shape, not by its class.
  { files: ['portal/api/**'], rules: { '@typescript-eslint/only-throw-error': 'off' } },
  {
    // Tools look for these under their default name.
    files: ['prisma.config.ts', 'portal/vite.config.ts', 'backoffice/components/**/*.tsx'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Tests look into whatever comes back, and print the figures they measured.
    files: tests,
    rules: { 'max-lines': 'off', 'no-console': 'off', '@typescript-eslint/no-explicit-any': 'off' },
  },
  {
    files: ['**/*.mjs'],
    rules: { eqeqeq: 'error', 'no-unused-vars': 'error', 'max-lines': ['error', 300] },
  },
);
