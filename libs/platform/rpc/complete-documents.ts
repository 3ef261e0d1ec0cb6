import { errors } from '@reeve/contracts';
import type { ProjectorRegistry } from '../projections/projector-registry.js';

/** What a handler reads that answers from its context's documents. */
export interface ReadsDocuments {
  readonly of: string;
  /** What a command has done stays done, whatever it has read. */
  readonly changes: boolean;
}

/**
 * Refuses with 503 what would be answered from documents that do not show all they have shown, and what was answered, or
 * refused, while the document store was lost and came back: what is missing would be taken for what does not exist, a session
 * for one that is over.
 *
 * Called by the handlers themselves: an interceptor of Nest's costs a call more than all the rest of it.
 *
 * @param projectors undefined: the process has no documents.
 */
export async function fromCompleteDocuments<Answer>(
  projectors: ProjectorRegistry | undefined,
  reads: ReadsDocuments,
  answer: () => Promise<Answer> | Answer,
): Promise<Answer> {
  if (projectors === undefined) return await answer();
  const isComplete = projectors.isComplete(reads.of);
  if (isComplete !== true && !(await isComplete)) throw errors.documentsIncomplete(reads.of);
  const { documentContact } = projectors;
  const isSame = () => projectors.documentContact === documentContact;
  let answered: Answer;
  try {
    answered = await answer();
  } catch (error) {
    if (!isSame()) await requireComplete(projectors, reads.of);
    throw error;
  }
  if (!reads.changes && !isSame()) await requireComplete(projectors, reads.of);
  return answered;
}

async function requireComplete(projectors: ProjectorRegistry, context: string): Promise<void> {
  if (!(await projectors.isComplete(context))) throw errors.documentsIncomplete(context);
}
