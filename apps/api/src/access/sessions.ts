import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { parse } from 'cookie';
import { z } from 'zod';
import { Problem } from '../problems/problem.ts';
import { TokenStore, type Holder } from './token-store.ts';

const HOUR_MS = 3_600_000;
/** A browser stays logged in this long. */
const SESSION_MS = 30 * 24 * HOUR_MS;
/** A link that logs in is good this long, once. */
const LINK_MS = 300_000;
const KEY_BYTES = 32;

/** Other sites can send cookies along in some browsers, and never this header. */
const SESSION_HEADER = 'x-codecsmith-session';
const SAFE = ['GET', 'HEAD', 'OPTIONS'];

const pass = z.object({
  use: z.enum(['session', 'link', 'share']),
  name: z.string(),
  nonce: z.string(),
  until: z.number(),
  /** Whoever holds it may look, and no more. */
  looks: z.literal(true).optional(),
});
type Pass = z.infer<typeof pass>;

/** The key that signs passes. It is kept in a file, so that people stay logged in while the api starts again. */
export class SessionKey {
  constructor(readonly bytes: Buffer = randomBytes(KEY_BYTES)) {}

  /** The key in a file, which is made when it is not there. */
  static in(path: string): SessionKey {
    try {
      writeFileSync(path, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx', flush: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    return new SessionKey(readFileSync(path));
  }
}

/**
 * Browsers that are logged in. The cookie is a pass: the name of a token, an end, and a signature by the api's key and
 * the hash of that token. It is no token, and it ends with the token that it was given for.
 */
@Injectable()
export class Sessions {
  /** Links that were used in this process, by their nonce, with their end. */
  readonly #used = new Map<string, number>();

  constructor(
    private readonly tokens: TokenStore,
    private readonly key: SessionKey,
  ) {}

  /** Cookies know no port: each lab of a machine has its own name. */
  private get cookie(): string {
    return `codecsmith_${createHash('sha256').update('cookie').update(this.key.bytes).digest('hex').slice(0, 8)}`;
  }

  /** Who a request's cookie was given to; undefined without one, and where it is good no more. */
  async holderOf(request: Request): Promise<Holder | undefined> {
    const given = parse(request.headers.cookie ?? '')[this.cookie];
    const found = given === undefined ? undefined : await this.#read(given, 'session');
    if (found === undefined) return undefined;
    // A page of another site cannot set a header of ours without our leave, which is given to none.
    if (!SAFE.includes(request.method) && request.headers[SESSION_HEADER] === undefined) {
      throw Problem.unauthorized(`a cookie counts for ${request.method} only with the header ${SESSION_HEADER}`);
    }
    return found.holder;
  }

  /** Logs a browser in; by a share, to look only, until that ends. */
  async begin(holder: Holder, request: Request, response: Response, share?: { readonly until: Date }): Promise<void> {
    const now = Date.now();
    const until = share?.until.getTime() ?? now + SESSION_MS;
    const options = { httpOnly: true, sameSite: 'strict', path: '/', secure: request.secure } as const;
    const given = await this.#sign(holder.name, 'session', until, share !== undefined);
    response.cookie(this.cookie, given, { ...options, maxAge: until - now });
  }

  end(response: Response): void {
    response.clearCookie(this.cookie, { httpOnly: true, sameSite: 'strict', path: '/' });
  }

  /** A code that logs in once, within five minutes. */
  async link(holder: Holder): Promise<{ code: string; until: Date }> {
    refuseShared(holder);
    const until = Date.now() + LINK_MS;
    return { code: await this.#sign(holder.name, 'link', until), until: new Date(until) };
  }

  /** A code by which anybody may look, any number of times, until it ends or the holder's token does. */
  async share(holder: Holder, days: number): Promise<{ code: string; until: Date }> {
    refuseShared(holder);
    const until = Date.now() + days * 24 * HOUR_MS;
    return { code: await this.#sign(holder.name, 'share', until, true), until: new Date(until) };
  }

  /** The holder and the end of a share, read from its code; undefined where the code has expired or is not ours. */
  async shared(code: string): Promise<{ readonly holder: Holder; readonly until: Date } | undefined> {
    const found = await this.#read(code, 'share');
    return found && { holder: found.holder, until: new Date(found.until) };
  }

  /** Whom a code of a link was made for; undefined where it was used, is too old or is none of ours. */
  async redeem(code: string): Promise<Holder | undefined> {
    const found = await this.#read(code, 'link');
    if (found === undefined || this.#used.has(found.nonce)) return undefined;
    for (const [nonce, until] of this.#used) if (until < Date.now()) this.#used.delete(nonce);
    this.#used.set(found.nonce, found.until);
    return found.holder;
  }

  async #sign(name: string, use: Pass['use'], until: number, looks = false): Promise<string> {
    const nonce = randomBytes(12).toString('hex');
    const text = Buffer.from(JSON.stringify({ use, name, nonce, until, ...(looks && { looks }) })).toString(
      'base64url',
    );
    const entry = await this.tokens.entryOf(name);
    if (entry === undefined) throw Problem.unauthorized('this token is not known here');
    return `${text}.${this.#signature(text, entry.sha256)}`;
  }

  async #read(given: string, use: Pass['use']): Promise<(Pass & { holder: Holder }) | undefined> {
    const [text = '', signature = ''] = given.split('.');
    const found = pass.safeParse(jsonIn(text)).data;
    if (found === undefined || found.use !== use || found.until < Date.now()) return undefined;
    const entry = await this.tokens.entryOf(found.name);
    if (entry === undefined || !isEqual(signature, this.#signature(text, entry.sha256))) return undefined;
    const { name, role } = entry;
    return { ...found, holder: found.looks ? { name, role: 'viewer', shared: true } : { name, role } };
  }

  #signature(text: string, secret: string): string {
    return createHmac('sha256', this.key.bytes).update(secret).update('.').update(text).digest('base64url');
  }
}

/** A share would renew itself, and a link would be as good as the token that the share was made by. */
function refuseShared({ shared }: Holder): void {
  if (shared !== true) return;
  throw Problem.of(403, 'not_permitted', 'who came by a shared link makes no links: this needs a token of the lab');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function isEqual(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
