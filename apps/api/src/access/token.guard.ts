import { createParamDecorator, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Problem } from '../problems/problem.ts';
import { permits, type Role } from './role.ts';
import { Sessions } from './sessions.ts';
import { TokenStore, type Holder } from './token-store.ts';

const NEEDS = 'codecsmith:needs-role';
const OPEN = 'codecsmith:open';
const EXECUTORS = 'codecsmith:executors';

/** The least role for a route; `viewer` where none is given. */
export const Needs = (role: Role): MethodDecorator & ClassDecorator => SetMetadata(NEEDS, role);

/** A route without a token: health and the documentation of the API, nothing that holds data. */
export const OpenToAll = (): MethodDecorator & ClassDecorator => SetMetadata(OPEN, true);

/** A route that executors need too, whatever the least role for people is. */
export const ExecutorsToo = (): MethodDecorator & ClassDecorator => SetMetadata(EXECUTORS, true);

const holders = new WeakMap<Request, Holder>();

/** Who sent a request, once its token was looked at; undefined on open routes. */
export const holderOf = (request: Request): Holder | undefined => holders.get(request);

/** The holder of the request's token. */
export const Asker = createParamDecorator((_: unknown, context: ExecutionContext): Holder => {
  const holder = holders.get(context.switchToHttp().getRequest<Request>());
  if (holder === undefined) throw new Error('Asker is used on a route without a token');
  return holder;
});

/** Lets a request pass when its bearer token, or its browser's cookie, is known and the role suffices. */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenStore,
    private readonly sessions: Sessions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(OPEN, targets)) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const holder = await this.#identify(request);
    const needed = this.reflector.getAllAndOverride<Role | undefined>(NEEDS, targets) ?? 'viewer';
    const isExecutorsWork = holder.role === 'executor' && this.reflector.getAllAndOverride<boolean>(EXECUTORS, targets);
    if (!isExecutorsWork && !permits(holder.role, needed)) throw Problem.notPermitted(holder.role, needed);
    holders.set(request, holder);
    return true;
  }

  async #identify(request: Request): Promise<Holder> {
    const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '') ?? [];
    const bySession = token === undefined ? await this.sessions.holderOf(request) : undefined;
    if (bySession !== undefined) return bySession;
    if (token === undefined) throw Problem.unauthorized('send the header "Authorization: Bearer <token>"');
    const holder = await this.tokens.holderOf(token);
    if (holder === undefined) throw Problem.unauthorized('this token is not known here');
    return holder;
  }
}
