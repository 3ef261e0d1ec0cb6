import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runToEnd } from '../faults/index.js';

/** What to send to an API, and as whom. */
export interface Examination {
  /** Where the API is: its document is at `/api/openapi.json`. */
  readonly url: string;
  /** A session's; null: nobody's. */
  readonly token: string | null;
  /** Paths to leave out; all the others are asked. */
  readonly except?: string;
  /** Paths to ask; all the others are left out. */
  readonly only?: string;
}

/** What came of it. */
export interface Findings {
  /** Empty when every answer was as the document says; else what was wrong, with the requests to see it again. */
  readonly problems: string;
  /** Requests that were made up of the document and sent. */
  readonly requests: number;
  /** Operations that were asked. */
  readonly operations: number;
}

/**
 * What an answer must be, whatever the request: no 5xx; a status, a content type, headers and a body that the document has;
 * no success for what the document refuses, for a method that is not there, or without the credential that is asked for.
 *
 * `positive_data_acceptance` is not among them: what a JSON schema allows may still be refused by rules that none can say
 * (an entity tag of another revision, a key that was used before, a period that ends before it begins).
 */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'missing_required_header',
  'unsupported_method',
  'allow_header_conformance',
  'ignored_auth',
];

/** The same requests each time, and no opinion on how fast they are made or answered: a machine may be busy. */
const HOW = [
  ...['--checks', CHECKS.join(',')],
  ...['--phases', 'examples,coverage,fuzzing'],
  ...['--seed', '1', '--generation-database', 'none'],
  // Random requests for each operation, beside those that its schemas give.
  ...['--max-examples', '8'],
  // More would race in the parser of Python 3.11 (`AST constructor recursion depth mismatch`).
  ...['--workers', '1'],
  ...['--suppress-health-check', 'too_slow', '--request-timeout', '60'],
  ...['--continue-on-failure', '--warnings', 'off', '--no-color', '--report', 'json'],
];
const PATIENCE_MS = 5 * 60_000;

/**
 * Sends an API what its OpenAPI document leads schemathesis to think of, valid and invalid, and judges the answers.
 *
 * @param program path of the executable.
 * @throws Error with everything it said, when it does not come to an end.
 */
export async function examine(program: string, examination: Examination): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-schemathesis-'));
  const report = join(folder, 'report.json');
  try {
    const command = [program, 'run', ...what(examination), ...HOW, '--report-json-path', report] as const;
    const environment = { PYTHONDONTWRITEBYTECODE: '1' };
    const { code, signal, stdout, stderr } = await runToEnd({ command, environment, folder }, PATIENCE_MS);
    const said = `${stdout}\n${stderr}`;
    if (!existsSync(report)) {
      throw new Error(`schemathesis did not finish (${String(signal ?? code)}):\n${said}`);
    }
    const { test_cases, operations } = JSON.parse(await readFile(report, 'utf8')) as Report;
    return {
      problems: code === 0 ? '' : said,
      requests: test_cases.generated,
      operations: operations.tested,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function what({ url, token, except, only }: Examination): readonly string[] {
  return [
    `${url}/api/openapi.json`,
    ...(token === null ? [] : ['--header', `Authorization: Bearer ${token}`]),
    ...(except === undefined ? [] : ['--exclude-path-regex', except]),
    ...(only === undefined ? [] : ['--include-path-regex', only]),
  ];
}

/** As far as it is of interest. */
interface Report {
  readonly test_cases: { readonly generated: number };
  readonly operations: { readonly tested: number };
}
