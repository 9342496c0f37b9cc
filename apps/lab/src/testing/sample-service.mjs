// A service of a test: healthy, tells what it was given, hangs when asked to.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import process from 'node:process';

const name = basename(process.argv[1], '.mjs');
appendFileSync(join(process.env.LAB_HOME, `${name}.environment`), `${JSON.stringify(process.env)}\n`);

const serve = (port) =>
  createServer((request, response) => {
    if (request.url === '/hang') for (;;);
    response.end(JSON.stringify({ lab: process.env.LAB_API_LAB_ID }));
  }).listen(Number(port), '127.0.0.1');

serve(process.env.LAB_SERVICE_HEALTH_PORT);
if (name === 'api') serve(process.env.LAB_API_PORT);
process.on('SIGTERM', () => process.exit(0));
process.stdin.on('end', () => process.exit(0)).resume();
