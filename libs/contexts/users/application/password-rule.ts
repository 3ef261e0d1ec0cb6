import { credentialErrors } from '@reeve/contracts';
import isSafe from 'safe-regex2';
import { anchored, boundedMatcher, MATCH_MS } from './bounded-expression.js';

/** What the operator asks of new passwords. */
export interface PasswordRuleOptions {
  /** A regular expression in JavaScript's syntax; a password has to match it from its first character on. */
  readonly pattern: string;
  /** What somebody is told whose password does not; null: the pattern's own hint. */
  readonly hint: string | null;
}

/** Checks new passwords. @throws ReeveError `USERS-PASSWORD-REFUSED` 400. */
export type PasswordRule = (password: string) => void;

/** The pattern cannot be a rule: it is none, or there are passwords that it takes too long to tell of. */
export class PasswordPatternError extends Error {
  override readonly name = 'PasswordPatternError';
}

export const ANY_PASSWORD: PasswordRule = () => undefined;

const DEFAULT_HINT =
  'The password does not meet the requirements of this installation: it is too short, or too simple.';

/** Of passwords that a pattern is tried on: the longest there may be. */
const TRIED_LENGTH = 4096;
/** Characters of all kinds that patterns tell apart. */
const TRIED_CHARACTERS = ['a', 'A', '0', '!', ' ', 'é'];
/** What a repetition is broken off with, to make an expression try every other way. */
const BREAK_OFF = '\n';

/**
 * Node's regular expressions backtrack: with the wrong one, a password made for it keeps the process busy for years. So it is
 * looked at for nested repetitions, then tried on the longest passwords made of the characters it tells apart; and since
 * neither finds everything, each match runs under a bound, and what takes longer does not match. (Engines that are linear by
 * construction have no lookahead, which Open WebUI's own default is made of.)
 *
 * @throws PasswordPatternError
 */
export function createPasswordRule({ pattern, hint }: PasswordRuleOptions): PasswordRule {
  const expression = compile(pattern);
  if (!isSafe(expression)) {
    throw new PasswordPatternError('It repeats a repetition: some passwords would take it years to match');
  }
  const matches = boundedMatcher(expression);
  for (const password of trials(pattern)) {
    if (matches(password) === 'too-long') {
      throw new PasswordPatternError(
        `It takes more than ${String(MATCH_MS)} ms to match some passwords of ${String(TRIED_LENGTH)} characters`,
      );
    }
  }
  return (password) => {
    if (matches(password) !== 'yes') throw credentialErrors.passwordRefused(hint ?? DEFAULT_HINT);
  };
}

function compile(pattern: string): RegExp {
  try {
    return anchored(pattern);
  } catch (error) {
    throw new PasswordPatternError(error instanceof Error ? error.message : 'It is no regular expression');
  }
}

/** The longest passwords of each character that the pattern may mean, and of pairs of them. */
function* trials(pattern: string): Generator<string> {
  const characters = [...new Set([...TRIED_CHARACTERS, ...(pattern.match(/[\p{L}\p{N}]/gu) ?? [])])];
  for (const one of characters) {
    for (const other of [one, ...TRIED_CHARACTERS]) {
      const repeated = `${one}${other}`.repeat(TRIED_LENGTH / 2);
      yield repeated.slice(0, TRIED_LENGTH - 1) + BREAK_OFF;
      yield repeated.slice(0, TRIED_LENGTH);
    }
  }
}
