import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';

const textOf = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../decoder/${name}`, import.meta.url)), 'utf8');

/** Where the document is that runs decoders of candidates. */
const DECODER_PAGE = '/decoder';

/**
 * Serves the document that pages of the lab put into a sandboxed frame to run a candidate's decoder. It has one script,
 * known by its hash, and no way out: no network, no form, an origin of its own. Its workers inherit the policy.
 */
export function serveDecoderPage(app: NestExpressApplication): void {
  // Within a script element, `<` could end it.
  const worker = JSON.stringify(textOf('worker.js')).replaceAll('<', String.raw`\u003c`);
  const script = `const WORKER = ${worker};\n${textOf('frame.js')}`;
  const hash = createHash('sha256').update(script).digest('base64');
  const page = `<!doctype html><html lang="en"><title>Decoder</title><script>${script}</script></html>`;
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' blob: 'wasm-unsafe-eval'`,
    'worker-src blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-scripts',
  ].join('; ');
  app.use(DECODER_PAGE, (request: Request, response: Response, next: () => void) => {
    if (!['GET', 'HEAD'].includes(request.method) || request.path !== '/') return next();
    response.set({ 'content-security-policy': policy, 'cache-control': 'no-cache', 'referrer-policy': 'no-referrer' });
    // Its origin is its own already; Chromium warns of a request to be keyed by the lab's.
    response.removeHeader('origin-agent-cluster');
    response.type('html').send(page);
  });
}
