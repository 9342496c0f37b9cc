import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * The last of all exception filters: an error reaches the transport as it was thrown, with its message and with what
 * `RetryLater` and `Quarantine` say. Nest's own would put "Internal server error" in its place.
 */
@Catch()
export class PassErrors implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
