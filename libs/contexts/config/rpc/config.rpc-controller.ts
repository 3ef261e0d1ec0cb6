import { configRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { ChangeSectionHandler, ConfigQueries, ImportDocumentHandler } from '@reeve/config/application';
import { RpcController, RpcHandler } from '@reeve/platform';

type Rpc = typeof configRpc;

/** Sections, documents and what is public of them. Who may read a section is its declaration's to say: the query checks. */
@RpcController()
export class ConfigRpcController {
  constructor(
    private readonly changes: ChangeSectionHandler,
    private readonly imports: ImportDocumentHandler,
    private readonly queries: ConfigQueries,
  ) {}

  @RpcHandler(configRpc.readSection, 'verified')
  readSection(
    query: RequestOf<Rpc['readSection']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['readSection']>> {
    return this.queries.readSection(query, call);
  }

  @RpcHandler(configRpc.changeSection, 'config.write')
  changeSection(
    command: RequestOf<Rpc['changeSection']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['changeSection']>> {
    return this.changes.handle(command, call);
  }

  @RpcHandler(configRpc.importDocument, 'config.write')
  importDocument(
    command: RequestOf<Rpc['importDocument']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['importDocument']>> {
    return this.imports.handle(command, call);
  }

  @RpcHandler(configRpc.exportDocument, 'config.read')
  exportDocument(
    query: RequestOf<Rpc['exportDocument']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['exportDocument']>> {
    return this.queries.exportDocument(query, call);
  }

  @RpcHandler(configRpc.readNamespace, 'config.read')
  readNamespace(
    query: RequestOf<Rpc['readNamespace']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['readNamespace']>> {
    return this.queries.readNamespace(query, call);
  }

  @RpcHandler(configRpc.readPublic, 'anyone')
  readPublic(): Promise<ResponseOf<Rpc['readPublic']>> {
    return this.queries.readPublic();
  }

  /** For anyone as far as roles go: the query refuses whoever is no service. */
  @RpcHandler(configRpc.readSettings, 'anyone')
  readSettings(
    query: RequestOf<Rpc['readSettings']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['readSettings']>> {
    return this.queries.readSettings(query, call);
  }
}
