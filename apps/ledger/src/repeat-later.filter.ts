import { NotTried, type MessageContext } from '@codecsmith/bus';
import { LedgerUnavailable } from '@codecsmith/ledger';
import { Catch, type ArgumentsHost, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

const LONGEST_PAUSE_MS = 120_000;

/** While nothing can be decided, a published command is delivered again later and an ask gets no answer. */
@Catch(LedgerUnavailable)
export class RepeatLater implements RpcExceptionFilter<LedgerUnavailable> {
  catch({ message }: LedgerUnavailable, host: ArgumentsHost): Observable<never> {
    const { attempt } = host.switchToRpc().getContext<MessageContext>();
    return throwError(() => new NotTried(pauseMs(attempt), message));
  }
}

const pauseMs = (attempt: number): number => Math.min(1_000 * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
