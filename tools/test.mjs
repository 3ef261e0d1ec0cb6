// Everything this machine can check: types, lint with the module boundaries, and every suite. Ends with a table of what could
// not be exercised here and one line, `N passed, N failed, N skipped`, in which a failed step counts as one failure.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const isCi = process.env.CI === 'true';
const scratch = mkdtempSync(join(tmpdir(), 'reeve-test-'));
const report = join(scratch, 'report.json');

const SUITES = 'suites';
const vitest = [
  'npx',
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
];

/**
 * Each needs the ones before to have been worth its time, so the first that fails ends the run. Lint is the exception: it has what the
 * suites leave of the processors, and says what it found when it ends, while they go on.
 */
const failedSteps = [];
if (await step('types and build', ['npm', 'run', '--silent', 'build'])) {
  if (await step('project graph', ['npm', 'run', '--silent', 'lint:graph'])) {
    await Promise.all([
      step('lint', ['npm', 'run', '--silent', 'lint:rules'], { inBackground: true }),
      step(SUITES, [...vitest, ...process.argv.slice(2)]),
    ]);
  }
}

const { passed, failed, skipped } = results();
rmSync(scratch, { recursive: true, force: true });

if (skipped.length > 0) {
  console.log('\nNot exercised on this machine:');
  for (const line of skipped) console.log(`  ${line}`);
  if (isCi) console.log('In CI every real part has to be there: this run has failed.');
}
// The suites' step has failed because of its tests, which are counted by themselves.
const failures = failed + failedSteps.filter((name) => name !== SUITES || failed === 0).length;
const missing = isCi ? skipped.length : 0;
console.log(`\n${passed} passed, ${failures + missing} failed, ${skipped.length - missing} skipped`);
process.exitCode = failures + missing > 0 ? 1 : 0;

/**
 * Runs a command to its end and says how it went. What one in the background prints is kept until then, so that it does not stand
 * between lines of another step.
 */
async function step(name, [command, ...args], { inBackground = false } = {}) {
  const started = Date.now();
  const child = spawn(command, args, {
    cwd: root,
    stdio: inBackground ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  const printed = [];
  if (inBackground) {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(chunk));
  }
  const status = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message)).on('close', resolve);
  });
  process.stdout.write(Buffer.concat(printed));
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (status !== 0) failedSteps.push(name);
  return status === 0;
}

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
