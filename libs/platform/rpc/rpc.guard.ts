import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { errors, holdsCapability } from '@reeve/contracts';
import type { CallContext, Capability } from '@reeve/contracts';

export const REQUIRED_CAPABILITY = 'reeve:required-capability';

/** Refuses a call whose principal may not; a handler that names no capability is refused to everybody. */
@Injectable()
export class RpcGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const required = Reflect.getMetadata(REQUIRED_CAPABILITY, context.getHandler()) as
      Capability | 'anyone' | undefined;
    if (required === 'anyone') return true;
    const { principal } = context.switchToRpc().getContext<CallContext>();
    if (required === undefined || !holdsCapability(principal, required)) {
      throw principal.kind === 'anonymous'
        ? errors.notAuthenticated()
        : errors.accessProhibited(required ?? 'none');
    }
    return true;
  }
}
