import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, RpcExceptionFilter } from '@nestjs/common';
import { ReeveError } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { toReeveError } from '@reeve/event-sourcing';
import { throwError } from 'rxjs';
import type { Observable } from 'rxjs';

/**
 * Lets a ReeveError cross the bus as it is, and a part that is away as the 503 it means. Anything else is a bug, logged here and
 * answered as `INTERNAL`.
 */
@Catch()
export class RpcErrorFilter implements RpcExceptionFilter {
  private readonly log = new Logger('Rpc');

  catch(thrown: unknown, host: ArgumentsHost): Observable<never> {
    const error = toReeveError(thrown);
    if (!(error instanceof ReeveError)) {
      const { requestId } = host.switchToRpc().getContext<Partial<CallContext>>();
      this.log.error({ err: error, requestId }, 'A handler failed');
    }
    return throwError(() => error);
  }
}
