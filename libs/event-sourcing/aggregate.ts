import type { EventMetadata } from '@reeve/contracts';
import type { Position, RecordedEvent } from '@reeve/event-store';
import type { Decider, DomainEvent } from './decider.js';
import { addMilestone } from './milestones.js';
import type { Milestone } from './milestones.js';
import { StreamTurns } from './stream-turns.js';

/** Commands of one aggregate that are remembered, so that a repeated one is not carried out again: 250 bytes each. */
const REMEMBERED_COMMANDS = 100_000;

/** Where a command that was carried out has brought its stream. */
export interface CommandMark {
  readonly hash: string | null;
  /** Revision of its first event. */
  readonly first: number;
  /** Revision of its last event. */
  readonly revision: number;
  readonly position: Position;
}

/** An aggregate as it stands after the last event known to this process. */
export interface Aggregate<State> {
  state: State;
  revision: number | undefined;
  position: Position | undefined;
  /** Of the last event: tells this stream from one of the same name in another log. */
  eventId: string | undefined;
  /** The stream was as it is known here at this moment or later. Monotonic milliseconds. */
  confirmedAt: number;
  /** The stream has, or may have, more than is known here: read on before the next decision. */
  isBehind: boolean;
  /** By command id, oldest first. */
  readonly commands: Map<string, CommandMark>;
  /** Oldest first. */
  readonly milestones: Milestone<State>[];
  readonly turns: StreamTurns;
}

/** Before its first event. */
export function newAggregate<State>(initialState: State): Aggregate<State> {
  return {
    state: initialState,
    revision: undefined,
    position: undefined,
    eventId: undefined,
    confirmedAt: -Infinity,
    isBehind: true,
    commands: new Map(),
    milestones: [],
    turns: new StreamTurns(),
  };
}

/** Brings the aggregate on by the next event of its stream. */
export function applyRecorded<State, Event extends DomainEvent>(
  aggregate: Aggregate<State>,
  decider: Pick<Decider<State, never, Event>, 'evolve'>,
  event: RecordedEvent,
): void {
  const { revision, position } = event;
  aggregate.state = decider.evolve(aggregate.state, event as unknown as Event, revision);
  aggregate.revision = revision;
  aggregate.position = position;
  aggregate.eventId = event.id;
  const { commandId, commandHash } = event.metadata as unknown as EventMetadata;
  const first = aggregate.commands.get(commandId)?.first ?? revision;
  rememberCommand(aggregate, commandId, { hash: commandHash, first, revision, position });
  addMilestone(aggregate.milestones, aggregate.state, revision);
}

/** The oldest goes when there are too many. */
export function rememberCommand(
  { commands }: Pick<Aggregate<unknown>, 'commands'>,
  id: string,
  mark: CommandMark,
): void {
  commands.delete(id);
  commands.set(id, mark);
  if (commands.size <= REMEMBERED_COMMANDS) return;
  for (const oldest of commands.keys()) {
    commands.delete(oldest);
    return;
  }
}
