import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**'] },
  ...tseslint.configs.strictTypeChecked,
  { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: true } }, plugins: { '@nx': nx }, rules: {
    '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, allow: [], depConstraints: [
      { sourceTag: 'layer:domain', onlyDependOnLibsWithTags: ['layer:contracts'] },
      { sourceTag: 'layer:application', onlyDependOnLibsWithTags: ['layer:domain'] },
      { sourceTag: 'layer:module', onlyDependOnLibsWithTags: ['*'] } ] }] } });
