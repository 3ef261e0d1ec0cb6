/** The environment cannot be started with. The message lists every problem, one a line, and never shows a secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  /** @param problems at least one sentence, each naming the variable, its value and what is allowed. */
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
