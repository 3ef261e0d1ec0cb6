import { AuditSearch, AuditStatistics, AuditVerification, RefusalRecorder } from '@reeve/audit/application';
import { auditRpc } from '@reeve/contracts';
import type {
  AuditAnalytics,
  AuditAnalyticsQuery,
  AuditPage,
  AuditQuery,
  AuditVerificationPart,
  AuditVerificationQuery,
  CallContext,
  RequestRefused,
} from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';

@RpcController()
export class AuditRpcController {
  constructor(
    private readonly audit: AuditSearch,
    private readonly statistics: AuditStatistics,
    private readonly verification: AuditVerification,
    private readonly refusals: RefusalRecorder,
  ) {}

  @RpcHandler(auditRpc.search, 'audit.read')
  search(query: AuditQuery, call: CallContext): Promise<AuditPage> {
    return this.audit.search(query, call);
  }

  @RpcHandler(auditRpc.analytics, 'audit.read')
  analytics(query: AuditAnalyticsQuery, call: CallContext): Promise<AuditAnalytics> {
    return this.statistics.counted(query, call);
  }

  @RpcHandler(auditRpc.verify, 'audit.read')
  verify(query: AuditVerificationQuery, call: CallContext): Promise<AuditVerificationPart> {
    return this.verification.verify(query, call);
  }

  /** For anyone: whoever is refused holds no capability by nature. */
  @RpcHandler(auditRpc.recordRefusal, 'anyone', { readsDocuments: false })
  async recordRefusal(refused: RequestRefused['data'], call: CallContext): Promise<Record<string, never>> {
    await this.refusals.record(refused, call);
    return {};
  }
}
