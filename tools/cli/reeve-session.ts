import { randomUUID } from 'node:crypto';

export type Environment = Readonly<Record<string, string | undefined>>;

const AUTHS = '/api/v1/auths';
const DEFAULT_URL = 'http://127.0.0.1:8080';
const PATIENCE_MS = 30_000;

/** Reeve cannot be reached, or refuses. Its message says so to a person. */
export class RequestFailedError extends Error {
  override readonly name = 'RequestFailedError';
}

/** Requests to a running Reeve in the name of an administrator. */
export class ReeveSession {
  private constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly isOwn: boolean,
  ) {}

  /**
   * With the token of the environment, or a session of its own: close it.
   *
   * @throws RequestFailedError
   */
  static async open(environment: Environment): Promise<ReeveSession> {
    const url = urlOf(environment);
    const { REEVE_TOKEN: token = '', REEVE_EMAIL: email = '', REEVE_PASSWORD: password = '' } = environment;
    const { REEVE_CODE: code = '' } = environment;
    if (token !== '') return new ReeveSession(url, token, false);
    if (email === '' || password === '') {
      throw new RequestFailedError(
        'Nobody is signed in. Set REEVE_TOKEN, or REEVE_EMAIL and REEVE_PASSWORD, to those of an administrator.',
      );
    }
    const answer = await request(url, 'POST', `${AUTHS}/signin`, { body: { email, password } });
    return new ReeveSession(url, await tokenIn(answer as SignedIn, url, code), true);
  }

  /** With a token that was made elsewhere. @throws RequestFailedError for an address that is none. */
  static with(token: string, environment: Environment): ReeveSession {
    return new ReeveSession(urlOf(environment), token, false);
  }

  /** @returns what a 200 carries. @throws RequestFailedError */
  async get(path: string): Promise<unknown> {
    return await request(this.url, 'GET', path, { token: this.token });
  }

  /** @returns what a 200 carries. @throws RequestFailedError */
  async post(path: string, body: object = {}): Promise<unknown> {
    return await request(this.url, 'POST', path, { token: this.token, body });
  }

  /** Signs out of a session that was opened for this. */
  async close(): Promise<void> {
    // It ends by itself too; what was asked for is done.
    if (this.isOwn) await this.post(`${AUTHS}/signout`).catch(() => undefined);
  }
}

/** A session, or what comes before it. */
type SignedIn =
  { readonly token: string } | { readonly next_step: string; readonly challenge_token?: string };

async function tokenIn(answer: SignedIn, url: string, code: string): Promise<string> {
  if ('token' in answer) return answer.token;
  const { next_step, challenge_token } = answer;
  if (next_step !== 'verify' || challenge_token === undefined) {
    throw new RequestFailedError(
      `Signing in goes on with the step "${next_step}". Take it in the browser first.`,
    );
  }
  if (code === '') {
    throw new RequestFailedError(
      'A second factor is asked for. Set REEVE_CODE to a code of the administrator’s.',
    );
  }
  const verified = await request(url, 'POST', `${AUTHS}/mfa/verify`, { body: { challenge_token, code } });
  return (verified as { readonly token: string }).token;
}

function urlOf({ REEVE_URL: given }: Environment): string {
  const url = given === undefined || given === '' ? DEFAULT_URL : given;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new RequestFailedError(`REEVE_URL is no address of a server: ${url}`);
  }
  return url.replace(/\/+$/, '');
}

async function request(
  url: string,
  method: 'GET' | 'POST',
  path: string,
  { token, body }: { readonly token?: string; readonly body?: object },
): Promise<unknown> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    throw new RequestFailedError(`Reeve does not answer at ${url}: ${reasonOf(error)}. Is REEVE_URL right?`);
  }
  const answer = parsed(text);
  if (status === 200 && answer !== undefined) return answer;
  throw new RequestFailedError(refusal(status, answer, `${method} ${url}${path}`));
}

function refusal(status: number, answer: unknown, what: string): string {
  const { detail } = (answer ?? {}) as { readonly detail?: unknown };
  if (typeof detail !== 'string') return `${what} was answered ${status}, and not by Reeve.`;
  return status === 403 ? `${detail} It takes an administrator.` : `${detail} (${status})`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: why } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  return code ?? why ?? message;
}
