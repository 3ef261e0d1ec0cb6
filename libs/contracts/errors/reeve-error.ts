import type { JsonObject, JsonValue } from '../json.js';

/** What an error looks like once it leaves the code that raised it: on the bus, and inside `extra` over HTTP. */
export interface ErrorEnvelope {
  /** Unique and greppable, e.g. `USERS-EMAIL-TAKEN`. */
  readonly code: string;
  /** One sentence for a person: what is wrong and what to do. Never empty, never a secret. */
  readonly detail: string;
  /** The HTTP status this error answers with. */
  readonly status: number;
  readonly extra?: JsonObject | undefined;
}

/** Every error that Reeve raises on purpose. Anything else that is thrown is a bug and answers 500. */
export class ReeveError extends Error implements ErrorEnvelope {
  override readonly name = 'ReeveError';

  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail: string,
    readonly extra?: JsonObject,
  ) {
    super(`${code}: ${detail}`);
  }

  toEnvelope(): ErrorEnvelope {
    return {
      code: this.code,
      detail: this.detail,
      status: this.status,
      ...(this.extra === undefined ? {} : { extra: this.extra }),
    };
  }

  static fromEnvelope(envelope: ErrorEnvelope): ReeveError {
    return new ReeveError(envelope.code, envelope.status, envelope.detail, envelope.extra);
  }
}

/** One thing wrong with a request, in FastAPI's shape (reference 2.3): `loc[0]` is `body`, `query` or `path`. */
export interface ValidationIssue {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** 422 with every issue found. */
export function validationFailed(issues: readonly ValidationIssue[], detail?: string): ReeveError {
  const first = issues[0];
  const summary =
    first === undefined
      ? 'The request is not valid'
      : `${first.loc.slice(1).join('.') || String(first.loc[0])}: ${first.msg}`;
  const more = issues.length > 1 ? ` (and ${String(issues.length - 1)} more)` : '';
  return new ReeveError('REQUEST-INVALID', 422, detail ?? `${summary}${more}`, {
    errors: issues.map(({ loc, msg, type }): JsonValue => ({ loc: [...loc], msg, type })),
  });
}
