// Lint rules of the interface. Layout is prettier’s business.
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const wall = (message) => ({
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        { group: ['**/bindings', '**/bindings.ts'], message },
        { group: ['@tauri-apps/*'], message },
      ],
    },
  ],
});

export default ts.config(
  { ignores: ['dist/', 'build/', 'src/generated/', 'src/bindings.ts', 'node_modules/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'no-undef': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      'svelte/button-has-type': 'error',
      // Sets and maps are replaced as a whole or live for one function; raw state says which.
      // A blank at the edge of a block is dropped by the compiler unless it is written so.
      'svelte/no-useless-mustaches': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/backend.ts'],
    rules: wall('Only backend.ts talks to Rust (HOUSE.md, wall 3).'),
  },
  {
    files: ['scripts/**', 'dev/**', 'tests/**'],
    rules: { 'no-console': 'off' },
  },
);
