import { HELP, parseCommand, UsageError } from './command-line.js';
import type { Command } from './command-line.js';
import { followsLog, projectionsTable } from './projections-table.js';
import type { ListedProjection } from './projections-table.js';
import { ReeveSession, RequestFailedError } from './reeve-session.js';
import type { Environment } from './reeve-session.js';

const PROJECTIONS_PATH = '/api/v1/operations/projections';

/** What the process ends with; scripts go by it. */
const EXIT = { done: 0, failed: 1, misused: 2, behind: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface Output {
  /** A line, or several, for standard output. */
  print(text: string): void;
  /** For standard error. */
  complain(text: string): void;
}

/** The command `reeve`. @param args without the names of the program. */
export async function run(
  args: readonly string[],
  environment: Environment,
  output: Output,
): Promise<ExitCode> {
  try {
    const command = parseCommand(args);
    if (command.kind === 'help') {
      output.print(HELP);
      return EXIT.done;
    }
    const session = await ReeveSession.open(environment);
    try {
      return await perform(command, session, output);
    } finally {
      await session.close();
    }
  } catch (error) {
    if (error instanceof UsageError) {
      output.complain(`reeve: ${error.message} "reeve --help" tells more.`);
      return EXIT.misused;
    }
    if (!(error instanceof RequestFailedError)) throw error;
    output.complain(`reeve: ${error.message}`);
    return EXIT.failed;
  }
}

async function perform(
  command: Exclude<Command, { readonly kind: 'help' }>,
  session: ReeveSession,
  output: Output,
): Promise<ExitCode> {
  if (command.kind === 'status') {
    const answer = (await session.get(PROJECTIONS_PATH)) as { readonly items: readonly ListedProjection[] };
    output.print(command.json ? JSON.stringify(answer, null, 2) : projectionsTable(answer.items));
    return answer.items.every(followsLog) ? EXIT.done : EXIT.behind;
  }
  const { projection, mending, json } = command;
  const answer = await session.post(`${PROJECTIONS_PATH}/${projection}/${mending}`);
  output.print(json ? JSON.stringify(answer, null, 2) : toldOf[mending](projection));
  return EXIT.done;
}

const toldOf = {
  resume: (projection: string) =>
    `${projection} tries again. "reeve projections status" shows whether it can go on.`,
  rebuild: (projection: string) =>
    `${projection} is rebuilt. "reeve projections status" shows when that is over; until then its requests are answered 503.`,
} as const;
