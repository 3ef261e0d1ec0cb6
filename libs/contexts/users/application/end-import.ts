import type { CallContext, importRpc, RequestOf, ResponseOf } from '@reeve/contracts';
import { importStream } from '@reeve/users/domain';
import type { UsersAggregates } from './users-aggregates.js';

type Rpc = typeof importRpc.endImport;

/** Records how an import ended, and by its call who made it. */
export class EndImport {
  constructor(private readonly aggregates: Pick<UsersAggregates, 'imports'>) {}

  /** @throws ReeveError as the aggregate runner does. */
  async execute(request: RequestOf<Rpc>, call: CallContext): Promise<ResponseOf<Rpc>> {
    await this.aggregates.imports.execute(importStream(request.importId), { kind: 'end', ...request }, call);
    return { recorded: true };
  }
}
