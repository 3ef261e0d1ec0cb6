import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const CONTEXTS = ['config', 'users', 'billing', 'audit'];
const PORTS = ['event-store', 'document-store', 'bus', 'rate-limiter', 'sealing'];

/** The dependency rule: domain -> contracts; application -> domain and ports; adapters -> their port; apps -> anything. */
const depConstraints = [
  { sourceTag: 'layer:contracts', onlyDependOnLibsWithTags: ['layer:contracts'] },
  { sourceTag: 'layer:domain', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:domain'] },
  { sourceTag: 'layer:port', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:port'] },
  { sourceTag: 'layer:adapter', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:port'] },
  {
    sourceTag: 'layer:projection',
    onlyDependOnLibsWithTags: ['layer:contracts', 'layer:port', 'layer:domain', 'layer:projection'],
  },
  {
    sourceTag: 'layer:application',
    onlyDependOnLibsWithTags: [
      'layer:contracts',
      'layer:port',
      'layer:domain',
      'layer:projection',
      'layer:application',
    ],
  },
  {
    sourceTag: 'layer:rpc',
    onlyDependOnLibsWithTags: [
      'layer:contracts',
      'layer:port',
      'layer:application',
      'layer:platform',
      'layer:rpc',
    ],
  },
  {
    sourceTag: 'layer:context',
    onlyDependOnLibsWithTags: [
      'layer:contracts',
      'layer:port',
      'layer:platform',
      'layer:domain',
      'layer:projection',
      'layer:application',
      'layer:rpc',
      'layer:context',
    ],
  },
  {
    sourceTag: 'layer:platform',
    onlyDependOnLibsWithTags: ['layer:contracts', 'layer:port', 'layer:platform'],
  },
  {
    sourceTag: 'layer:rest',
    onlyDependOnLibsWithTags: ['layer:contracts', 'layer:port', 'layer:platform', 'layer:rest'],
  },
  { sourceTag: 'layer:testing', onlyDependOnLibsWithTags: ['*'] },
  // What puts services on parts knows the adapters, and the HTTP surface by its types alone; no context.
  {
    sourceTag: 'layer:composition',
    onlyDependOnLibsWithTags: [
      'layer:contracts',
      'layer:port',
      'layer:adapter',
      'layer:platform',
      'layer:rest',
      'layer:composition',
    ],
  },
  { sourceTag: 'layer:app', onlyDependOnLibsWithTags: ['*'] },
  // Contexts never import each other: they talk over the bus or by events.
  ...CONTEXTS.map((context) => ({
    sourceTag: `context:${context}`,
    notDependOnLibsWithTags: CONTEXTS.filter((other) => other !== context).map((other) => `context:${other}`),
  })),
  // An adapter knows its own port and no other.
  ...PORTS.map((port) => ({
    sourceTag: `adapter:${port}`,
    notDependOnLibsWithTags: PORTS.filter((other) => other !== port).map((other) => `port:${other}`),
  })),
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/.nx/**',
      'data/**',
      'libs/testing/eventstoredb/recording/**',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  prettier,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.js', '*.ts', 'tools/*.mjs'] } },
    },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], depConstraints }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // Nest declares option bags as classes and takes plain objects for them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: 'error',
    },
  },
  {
    // A specification may reach for the contract suite, the doubles and the other layers it is about.
    files: ['**/*.spec.ts', '**/testing/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    // A section is data that can be taken in at a glance; many fields are several files of them.
    files: ['libs/contracts/config/sections/**/*.{section,fields}.ts'],
    rules: { 'max-lines': ['error', 30] },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
