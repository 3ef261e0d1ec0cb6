import { validationFailed } from '@reeve/contracts';
import type { ValidationIssue } from '@reeve/contracts';

export const API_KEY_NAME_LENGTH = 100;
const MAX_PATHS = 50;
const MAX_PATH_LENGTH = 200;
/** As a request has it: no query, no fragment, nothing that a router would still have to resolve. */
const PATH = /^\/[A-Za-z0-9._~!$&'()*+,;=:@/-]*$/;
const DOTS = /(?:^|\/)\.{1,2}(?:\/|$)/;

/** What somebody asks a key to be. */
export interface NewApiKey {
  /** Null: the one without a name. */
  readonly name: string | null;
  /** Epoch seconds; null: never. */
  readonly expiresAt: number | null;
  /** Null: all. */
  readonly allowedPaths: readonly string[] | null;
}

/**
 * @param now epoch seconds.
 * @returns it with its name trimmed and its paths without slashes at the end.
 * @throws ReeveError `REQUEST-INVALID` 422 naming the field.
 */
export function checkNewApiKey({ name, expiresAt, allowedPaths }: NewApiKey, now: number): NewApiKey {
  const trimmed = name?.trim() ?? null;
  const issues = [
    ...(trimmed === null || isName(trimmed)
      ? []
      : [issue(['name'], `String should have 1 to ${String(API_KEY_NAME_LENGTH)} characters`)]),
    ...(expiresAt === null || expiresAt > now
      ? []
      : [issue(['expires_at'], 'Input should be in the future')]),
    ...(allowedPaths === null ? [] : pathIssues(allowedPaths)),
  ];
  if (issues.length > 0) throw validationFailed(issues);
  return {
    name: trimmed,
    expiresAt,
    allowedPaths: allowedPaths?.map((path) => path.replace(/(?<=.)\/+$/, '')) ?? null,
  };
}

const isName = (name: string): boolean => name !== '' && name.length <= API_KEY_NAME_LENGTH;

function pathIssues(paths: readonly string[]): readonly ValidationIssue[] {
  if (paths.length === 0 || paths.length > MAX_PATHS) {
    return [issue(['allowed_paths'], `List should have 1 to ${String(MAX_PATHS)} items`)];
  }
  return paths.flatMap((path, index) =>
    path.length <= MAX_PATH_LENGTH && PATH.test(path) && !DOTS.test(path)
      ? []
      : [issue(['allowed_paths', index], 'Input should be the path of a route, such as /api/v1/config')],
  );
}

const issue = (field: readonly (string | number)[], msg: string): ValidationIssue => ({
  loc: ['body', ...field],
  type: 'value_error',
  msg,
});
