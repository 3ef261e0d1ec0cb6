import vm from 'node:vm';
import isSafe from 'safe-regex2';

/** Milliseconds; a safe pattern takes far less than one for the longest password. */
export const MATCH_MS = 50;
/** A process that was not let on for that long is not the pattern's fault. */
const ATTEMPTS = 3;

/**
 * Sticky, so that it matches at the start as Python's `match` does. Patterns that are no Unicode ones are taken too.
 *
 * @throws SyntaxError for what is no regular expression.
 */
export function anchored(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'uy');
  } catch {
    return new RegExp(pattern, 'y');
  }
}

export function boundedMatcher(expression: RegExp): (text: string) => 'yes' | 'no' | 'too-long' {
  const sandbox = { expression, text: '' };
  const context = vm.createContext(sandbox);
  const script = new vm.Script('expression.lastIndex = 0; expression.test(text)');
  const attempt = (): 'yes' | 'no' | 'too-long' => {
    try {
      return script.runInContext(context, { timeout: MATCH_MS }) === true ? 'yes' : 'no';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'too-long';
      throw error;
    }
  };
  return (text) => {
    sandbox.text = text;
    try {
      let matched = attempt();
      for (let made = 1; matched === 'too-long' && made < ATTEMPTS; made++) matched = attempt();
      return matched;
    } finally {
      sandbox.text = '';
    }
  };
}

/** Whether a text matches from its first character on. What is no expression, or takes too long, matches nothing. */
export function matchesBounded(pattern: string, text: string): boolean {
  try {
    const expression = anchored(pattern);
    return isSafe(expression) && boundedMatcher(expression)(text) === 'yes';
  } catch {
    return false;
  }
}
