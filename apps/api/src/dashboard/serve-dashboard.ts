import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';

/** Built by `apps/dashboard`; holds no data, so anyone who reaches the lab may read it. */
const DASHBOARD_FOLDER = fileURLToPath(new URL('../../../dashboard/dist/', import.meta.url));

/** Addresses that belong to programs: an unknown one is a problem document, never the dashboard. */
const FOR_PROGRAMS = /^\/((api|metrics|assets)(\/|$)|health\/)/;

/** Serves the dashboard at every address that is not for programs; what the page at an address shows is up to it. */
export function serveDashboard(app: NestExpressApplication, folder = DASHBOARD_FOLDER): void {
  const page = join(folder, 'index.html');
  if (!existsSync(page)) return;
  app.useStaticAssets(folder, { index: false, setHeaders: cacheFor });
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (!['GET', 'HEAD'].includes(request.method) || FOR_PROGRAMS.test(request.path)) return next();
    response.setHeader('cache-control', 'no-cache');
    response.sendFile(page);
  });
}

/** Built files carry a digest in their name. */
function cacheFor(response: { setHeader(name: string, value: string): unknown }, path: string): void {
  const built = path.includes('/assets/');
  response.setHeader('cache-control', built ? 'public, max-age=31536000, immutable' : 'no-cache');
}
