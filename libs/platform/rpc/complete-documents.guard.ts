import { Injectable, Optional } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { errors } from '@reeve/contracts';
import { ProjectorRegistry } from '../projections/projector-registry.js';

/** Of a handler that answers from its context's documents: the context. */
export const READS_DOCUMENTS_OF = 'reeve:reads-documents-of';

/**
 * Refuses with 503 what would be answered from documents that are being made again: what they do not show yet would be taken for
 * what does not exist.
 */
@Injectable()
export class CompleteDocumentsGuard implements CanActivate {
  constructor(@Optional() private readonly projectors?: ProjectorRegistry) {}

  canActivate(context: ExecutionContext): boolean {
    const documentsOf = Reflect.getMetadata(READS_DOCUMENTS_OF, context.getHandler()) as string | undefined;
    if (documentsOf !== undefined && this.projectors?.isRebuilding(documentsOf) === true) {
      throw errors.documentsIncomplete(documentsOf);
    }
    return true;
  }
}
