import { Injectable, Optional } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { errors } from '@reeve/contracts';
import { catchError, mergeMap } from 'rxjs';
import type { Observable } from 'rxjs';
import { ProjectorRegistry } from '../projections/projector-registry.js';

/** Of a handler that answers from its context's documents. */
export const READS_DOCUMENTS = 'reeve:reads-documents';

export interface ReadsDocuments {
  readonly of: string;
  /** What a command has done stays done, whatever it has read. */
  readonly changes: boolean;
}

/**
 * Refuses with 503 what would be answered from documents that do not show all they have shown, and what was answered, or
 * refused, while the document store was lost and came back: what is missing would be taken for what does not exist, a session
 * for one that is over.
 */
@Injectable()
export class CompleteDocumentsInterceptor implements NestInterceptor {
  constructor(@Optional() private readonly projectors?: ProjectorRegistry) {}

  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const reads = Reflect.getMetadata(READS_DOCUMENTS, context.getHandler()) as ReadsDocuments | undefined;
    const { projectors } = this;
    if (reads === undefined || projectors === undefined) return next.handle();
    await requireComplete(projectors, reads.of);
    const { documentContact } = projectors;
    const requireSame = async () => {
      if (projectors.documentContact !== documentContact) await requireComplete(projectors, reads.of);
    };
    return next.handle().pipe(
      catchError(async (error: unknown) => {
        await requireSame();
        throw error;
      }),
      mergeMap(async (answer) => {
        if (!reads.changes) await requireSame();
        return answer;
      }),
    );
  }
}

async function requireComplete(projectors: ProjectorRegistry, context: string): Promise<void> {
  if (!(await projectors.isComplete(context))) throw errors.documentsIncomplete(context);
}
