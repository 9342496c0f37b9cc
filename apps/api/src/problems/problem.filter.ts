import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import {
  ArtifactDamaged,
  ArtifactMissing,
  ArtifactTooLarge,
  DigestMismatch,
  InvalidDigest,
} from '@codecsmith/artifacts';
import type { Response } from 'express';
import { BadPageRequest } from '@codecsmith/views';
import { documentOf, Problem, type ProblemDocument } from './problem.ts';

/** Every error leaves the api as a problem document; what is not meant for the asker goes to the log instead. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('api');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const document = problemOf(error);
    if (document.status >= 500) this.#logger.error(error instanceof Error ? error.stack : String(error));
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof Problem && error.retryAfterS !== undefined) {
      response.setHeader('retry-after', String(error.retryAfterS));
    }
    if (document.status === 401) response.setHeader('www-authenticate', 'Bearer');
    response.status(document.status).type('application/problem+json').send(JSON.stringify(document));
  }
}

const withCode = (status: number, code: string, detail: string): ProblemDocument => ({
  ...documentOf(status, detail),
  code,
});

/** The document for any error. */
function problemOf(error: unknown): ProblemDocument {
  if (error instanceof Problem) return error.document;
  if (error instanceof InvalidDigest) return withCode(400, 'invalid_digest', error.message);
  if (error instanceof ArtifactMissing) return withCode(404, 'unknown_artifact', error.message);
  if (error instanceof DigestMismatch) return withCode(422, 'digest_mismatch', error.message);
  if (error instanceof ArtifactTooLarge) return withCode(413, 'too_large', error.message);
  if (error instanceof ArtifactDamaged) return withCode(500, 'artifact_damaged', error.message);
  if (error instanceof BadPageRequest) {
    return { ...withCode(400, 'invalid_request', error.message), field: error.field };
  }
  if (isDiskFull(error)) return withCode(507, 'disk_full', 'the disk of the lab is full; nothing was stored');
  if (error instanceof HttpException) return documentOf(error.getStatus(), messageOf(error));
  if (isRequestError(error)) return documentOf(error.status, error.message);
  return documentOf(500, 'the lab failed; its log says why');
}

const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

/** What the parsers below Nest throw for a body that is too large, cut short or badly encoded. */
const isRequestError = (error: unknown): error is Error & { status: number } =>
  error instanceof Error &&
  'expose' in error &&
  error.expose === true &&
  'status' in error &&
  isClientError(error.status);

const isClientError = (status: unknown): boolean => typeof status === 'number' && status >= 400 && status < 500;

function messageOf(error: HttpException): string {
  const answer = error.getResponse();
  if (typeof answer === 'object' && 'message' in answer) {
    return Array.isArray(answer.message) ? answer.message.join('; ') : String(answer.message);
  }
  return error.message;
}
