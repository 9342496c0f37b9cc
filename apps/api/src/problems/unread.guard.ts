import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/internal';
import { Problem } from './problem.ts';

/** Refuses query parameters and body fields on routes that read none: nothing that was sent is ignored in silence. */
@Injectable()
export class UnreadGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query, body } = context.switchToHttp().getRequest<{ query: unknown; body: unknown }>();
    const read = argumentsOf(context);
    if (!read.has(RouteParamtypes.QUERY)) refuseFields(query, 'query parameter');
    if (!read.has(RouteParamtypes.BODY)) refuseFields(body, 'body field');
    return true;
  }
}

/** The kinds of what a handler's parameters are taken from. */
function argumentsOf(context: ExecutionContext): ReadonlySet<RouteParamtypes> {
  const metadata: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name);
  return new Set(Object.keys(metadata ?? {}).map((key): RouteParamtypes => Number.parseInt(key, 10)));
}

function refuseFields(sent: unknown, what: string): void {
  const [field] = typeof sent === 'object' && sent !== null ? Object.entries<unknown>({ ...sent }) : [];
  if (field === undefined) return;
  const [name, value] = field;
  const detail = `${name}: ${JSON.stringify(value).slice(0, 80)} is not allowed: this address takes no ${what}`;
  throw Problem.of(400, 'invalid_request', detail, { field: name, allowed: [] });
}
