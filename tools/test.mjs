// Everything this machine can check: types, lint with the module boundaries, and every suite. Ends with a table of what could
// not be exercised here and one line, `N passed, N failed, N skipped`, in which a failed step counts as one failure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const isCi = process.env.CI === 'true';
const scratch = mkdtempSync(join(tmpdir(), 'reeve-test-'));
const report = join(scratch, 'report.json');

/** Each needs the one before to have been worth its time, so the first that fails ends the run. */
const steps = [
  { name: 'types and build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  {
    name: 'suites',
    command: [
      'npx',
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ],
  },
];

const failedSteps = [];
for (const { name, command } of steps) {
  const started = Date.now();
  const { status } = spawnSync(command[0], command.slice(1), { cwd: root, stdio: 'inherit' });
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (status !== 0) {
    failedSteps.push(name);
    break;
  }
}

const { passed, failed, skipped } = results();
rmSync(scratch, { recursive: true, force: true });

if (skipped.length > 0) {
  console.log('\nNot exercised on this machine:');
  for (const line of skipped) console.log(`  ${line}`);
  if (isCi) console.log('In CI every real part has to be there: this run has failed.');
}
const failures = failed > 0 ? failed : failedSteps.length;
const missing = isCi ? skipped.length : 0;
console.log(`\n${passed} passed, ${failures + missing} failed, ${skipped.length - missing} skipped`);
process.exitCode = failures + missing > 0 ? 1 : 0;

function results() {
  let json;
  try {
    json = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
  const tests = json.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ status, fullName }) => ({
      status,
      title: `${relative(root, name)}: ${fullName}`,
    })),
  );
  // A file that could not even be loaded has no tests of its own, but has failed.
  const unloadable = json.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').length + unloadable.length,
    skipped: tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ title }) => title),
  };
}
