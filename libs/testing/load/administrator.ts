import { Pool } from 'undici';

/** Where somebody listens: `http://127.0.0.1:41234`. */
export interface Listening {
  readonly url: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Of the first administrator. */
export const ACCOUNT = { email: 'ada@example.com', password: 'correct horse battery staple' };

/** The first administrator's session. It outlives the process that it was opened in. */
export class Administrator {
  private constructor(private readonly token: string) {}

  static async signUp({ url }: Listening): Promise<Administrator> {
    return new Administrator(tokenOf(await post(url, '/api/v1/auths/signup', { name: 'Ada', ...ACCOUNT })));
  }

  static async signIn({ url }: Listening): Promise<Administrator> {
    return new Administrator(tokenOf(await post(url, '/api/v1/auths/signin', ACCOUNT)));
  }

  /**
   * Connections to a server, at most so many at once. Close them.
   *
   * @param patienceMs after which an answer that has not begun is not waited for any more. Default: 5 minutes.
   */
  connect({ url }: Listening, sockets = 1, patienceMs = 300_000): Connections {
    const pool = new Pool(url, { connections: sockets, headersTimeout: patienceMs, bodyTimeout: patienceMs });
    return new Connections(pool, this.token);
  }

  /** One request over a connection of its own. @throws when it is not answered. */
  async get(server: Listening, path: string): Promise<Answer> {
    const connection = this.connect(server);
    try {
      return await connection.send('GET', path);
    } finally {
      await connection.close();
    }
  }
}

/** Keep-alive connections; further requests wait for one that is free. */
export class Connections {
  constructor(
    private readonly pool: Pool,
    private readonly token: string,
  ) {}

  /** @throws when the connection breaks before the whole answer is there. */
  async send(
    method: 'GET' | 'POST',
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const answer = await this.pool.request({
      method,
      path,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}

async function post(url: string, path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return await answer.json();
}

function tokenOf(answer: unknown): string {
  return (answer as { readonly token: string }).token;
}
