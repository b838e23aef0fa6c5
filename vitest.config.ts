import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { longestTest, patience } from './test/helpers/patience.ts';

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**', 'test/bench/**', 'node_modules/**'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: longestTest,
    hookTimeout: longestTest,
    retry: 0,
    expect: { poll: { timeout: patience } },
    passWithNoTests: false,
  },
});
