/** An aggregate as it stood after an event. What follows can be replayed from there, and not from the first event on. */
export interface Milestone<State> {
  readonly state: State;
  readonly revision: number;
}

/** Events between two milestones: replaying so many takes some milliseconds. */
const EVENTS_APART = 250;
/** Of one aggregate: their states share what did not change between them. */
const MOST_MILESTONES = 400;

/** Adds where the aggregate stands, when it is far enough from the last milestone. The oldest one goes for it. */
export function addMilestone<State>(milestones: Milestone<State>[], state: State, revision: number): void {
  const last = milestones.at(-1)?.revision ?? -1;
  if (revision - last < EVENTS_APART) return;
  milestones.push({ state, revision });
  if (milestones.length > MOST_MILESTONES) milestones.shift();
}

/** The last one before a revision; undefined when a replay up to it has to begin with the first event. */
export function milestoneBefore<State>(
  milestones: readonly Milestone<State>[],
  revision: number,
): Milestone<State> | undefined {
  return milestones.findLast((milestone) => milestone.revision < revision);
}
