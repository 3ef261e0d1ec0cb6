import { HELP, parseCommand, UsageError } from './command-line.js';
import type { Command } from './command-line.js';
import { followsLog, projectionsTable } from './projections-table.js';
import type { ListedProjection } from './projections-table.js';
import { operatorToken } from './operator-token.js';
import { ReeveSession, RequestFailedError } from './reeve-session.js';
import type { Environment } from './reeve-session.js';
import { toldVerification, verifyAudit } from './verify-audit.js';

const PROJECTIONS_PATH = '/api/v1/operations/projections';
const RESET_PATH = '/api/v1/auths/mfa/reset';

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
    const session = await sessionFor(command, environment);
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

type Asking = Exclude<Command, { readonly kind: 'help' }>;

/** An operator's where it can be, and no administrator is named. */
async function sessionFor({ kind }: Asking, environment: Environment): Promise<ReeveSession> {
  const { REEVE_TOKEN: token = '', REEVE_EMAIL: email = '' } = environment;
  if (kind !== 'reset-factor' || token !== '' || email !== '') return await ReeveSession.open(environment);
  return ReeveSession.with(await operatorToken(environment), environment);
}

async function perform(command: Asking, session: ReeveSession, output: Output): Promise<ExitCode> {
  if (command.kind === 'status') {
    const answer = (await session.get(PROJECTIONS_PATH)) as { readonly items: readonly ListedProjection[] };
    output.print(command.json ? JSON.stringify(answer, null, 2) : projectionsTable(answer.items));
    return answer.items.every(followsLog) ? EXIT.done : EXIT.behind;
  }
  if (command.kind === 'verify-audit') {
    const verification = await verifyAudit(session);
    output.print(command.json ? JSON.stringify(verification, null, 2) : toldVerification(verification));
    return verification.differences.length === 0 ? EXIT.done : EXIT.failed;
  }
  if (command.kind === 'reset-factor') {
    const { person, reason } = command;
    const ticket = (await session.post(RESET_PATH, { user: person, reason })) as ResetTicket;
    output.print(command.json ? JSON.stringify(ticket, null, 2) : toldTicket(ticket));
    return EXIT.done;
  }
  const { projection, mending, json } = command;
  const answer = await session.post(`${PROJECTIONS_PATH}/${projection}/${mending}`);
  output.print(json ? JSON.stringify(answer, null, 2) : toldOf[mending](projection));
  return EXIT.done;
}

interface ResetTicket {
  readonly reset_token: string;
  /** Epoch seconds. */
  readonly expires_at: number;
}

const toldTicket = ({ reset_token, expires_at }: ResetTicket): string =>
  `${reset_token}\n\nGive this ticket to the person, and to nobody else. Their next sign-in asks for it until ${new Date(
    expires_at * 1000,
  ).toISOString()}; their sessions have ended.`;

const toldOf = {
  resume: (projection: string) =>
    `${projection} tries again. "reeve projections status" shows whether it can go on.`,
  rebuild: (projection: string) =>
    `${projection} is rebuilt. "reeve projections status" shows when that is over; until then its requests are answered 503.`,
} as const;
