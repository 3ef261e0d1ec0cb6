import type { CallContext, importRpc, RequestOf, ResponseOf } from '@reeve/contracts';
import { shown } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import { importStream } from '@reeve/users/domain';
import type { UsersAggregates } from './users-aggregates.js';

type Rpc = typeof importRpc.endImport;

/** Records how an import ended, and by its call who made it. */
export class EndImport {
  constructor(
    private readonly aggregates: Pick<UsersAggregates, 'imports'>,
    private readonly progress: ProjectionProgress,
  ) {}

  /** @throws ReeveError as the aggregate runner does. */
  async execute({ follows, ...ended }: RequestOf<Rpc>, call: CallContext): Promise<ResponseOf<Rpc>> {
    await this.aggregates.imports.execute(importStream(ended.importId), { kind: 'end', ...ended }, call);
    return { visible: await shown(this.progress, follows, call) };
  }
}
