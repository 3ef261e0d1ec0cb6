import type { TestServer } from '@reeve/testing/servers';
import { CannotStart } from './cannot-start.js';
import { SHARED_PARTS } from './parts.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The servers that the services run on: those that were given, and stand-ins for the others. */
export interface StandIns {
  /** The settings that say where all of them are. */
  readonly environment: Readonly<Record<string, string>>;
  /** One line for each: which it is. */
  readonly lines: readonly string[];
  /** Ends the stand-ins, and with them what they kept. */
  stop(): Promise<void>;
}

/** @throws CannotStart naming every program that is missing, and what to do. */
export async function startStandIns(given: Environment): Promise<StandIns> {
  requirePrograms(given);
  const servers: TestServer[] = [];
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    const found = await Promise.all(
      SHARED_PARTS.map(async (part) => {
        const own = given[part.variable] ?? '';
        if (own !== '') return { part, url: own, which: `given by ${part.variable}` };
        const server = await part.start();
        servers.push(server);
        return { part, url: part.url(server), which: `stand-in: ${part.standIn}` };
      }),
    );
    return {
      environment: Object.fromEntries(found.map(({ part, url }) => [part.variable, url])),
      lines: found.map(
        ({ part, url, which }) => `  ${part.name.padEnd(16)}${withoutCredentials(url).padEnd(44)}${which}`,
      ),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function requirePrograms(given: Environment): void {
  const missing = SHARED_PARTS.filter(
    ({ variable, program }) =>
      program !== undefined && (given[variable] ?? '') === '' && (given[program] ?? '') === '',
  );
  if (missing.length === 0) return;
  throw new CannotStart(
    [
      'No URL is given for some parts, and what stands in for them is not installed:',
      ...missing.map(({ name, variable, standIn }) => `  ${name}: set ${variable}, or install ${standIn}`),
      'To install all that is missing, in a cache outside of this folder, and say where it is:  eval "$(.ci/parts)"',
    ].join('\n'),
  );
}

function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
