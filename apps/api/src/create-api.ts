import type { MediaTools } from '@codecsmith/media';
import { SanitizerPool } from '@codecsmith/sanitizer-pool';
import { FileArtifactStore } from '@codecsmith/artifacts';
import type { NatsConnection } from '@codecsmith/bus';
import type { TlsIdentity } from '@codecsmith/platform';
import type { LoggerService, Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { LabViews, type StuckLimits } from '@codecsmith/views';
import { DEFAULT_RATE, type RateLimit } from './access/rate-limit.guard.ts';
import { SessionKey } from './access/sessions.ts';
import { TokenStore } from './access/token-store.ts';
import { ApiModule } from './api.module.ts';
import { DEFAULT_UPLOAD_BYTES, UploadQuota } from './artifacts/upload-quota.ts';
import { ClipImports } from './clips/clip-imports.ts';
import { ClipLimit, DEFAULT_CLIP_BYTES } from './clips/clip-limit.ts';
import { CommandSender } from './commands/command-sender.ts';
import { measuredRequests } from './access/measured-requests.ts';
import { securityHeaders } from './access/security-headers.ts';
import { AnchorCurves } from './curves/anchor-curves.ts';
import { serveDashboard } from './dashboard/serve-dashboard.ts';
import { serveDecoderPage } from './decoder/decoder-page.ts';
import { serveApiDocs } from './documents/open-api.ts';
import { FactListener } from '@codecsmith/ledger';
import { ExecutorBus } from './executors/executors.controller.ts';
import { FactLog } from './facts/fact-log.ts';
import { SharedLog } from './facts/fact-stream.ts';
import { DEFAULT_FOLLOWERS, FollowerLimit } from './facts/follower-limit.ts';
import { HealthChecks, LabId, type HealthCheck } from './lab/health-checks.ts';
import { LabMachine, type MachineOptions } from './lab/lab-machine.ts';
import { LabQuarantine } from './lab/lab-quarantine.ts';
import { LabQueues } from './lab/lab-queues.ts';
import { StuckAfter } from './lab/stuck-after.ts';

export interface ApiParts {
  /** Postgres, as the role that may only read. */
  readonly databaseUrl: string;
  readonly tokens: TokenStore;
  /** Signs the cookies of browsers; a new one when left out, which logs everybody out. */
  readonly sessionKey?: SessionKey;
  readonly artifacts: FileArtifactStore;
  readonly sender: CommandSender;
  /** Parts of the caller's that readiness depends on, such as the bus. */
  readonly checks?: Readonly<Record<string, HealthCheck>>;
  /** Tells how much work waits. */
  readonly bus?: NatsConnection;
  readonly stuckAfter?: StuckLimits;
  /** Where the lab's files and processes are, when that is on this machine. */
  readonly machine?: MachineOptions;
  /** Where anchors were written down, when that is on this machine. */
  readonly anchorsFolder?: string;
  /** Identity of the lab, as `/health` gives it. */
  readonly labId?: string | undefined;
  readonly rate?: RateLimit;
  /** Streams that one token may have open at a time. */
  readonly followersPerToken?: number;
  /** Bytes that one token may upload in 24 hours. */
  readonly uploadBytesPerDay?: number;
  /** What decodes uploaded videos; the ffmpeg of the machine when left out. */
  readonly mediaTools?: MediaTools;
  /** Largest clip, as decoded planes. */
  readonly clipBytes?: number;
  /** With it the api speaks HTTPS, and nothing else. */
  readonly tls?: TlsIdentity | undefined;
  readonly logger?: LoggerService;
}

/** The largest JSON body: 256 KiB of code, every character escaped, and the rest of the request. */
const MAX_JSON = '2mb';
const READ_CONNECTIONS = 8;
/** Longer than clients keep a connection that they do not use: one that ends as it is used again loses a request. */
const KEEP_ALIVE_MS = 75_000;

/** A running api and how to end it. */
export interface Api {
  readonly app: NestExpressApplication;
  /** What it lacks to do its work; undefined when nothing. */
  readiness(): Promise<string | undefined>;
  /** Ends open streams, finishes requests, lets go of the database. */
  close(): Promise<void>;
}

/** Builds the api; the caller lets it listen. */
export async function createApi(parts: ApiParts): Promise<Api> {
  const views = await LabViews.open(parts.databaseUrl, READ_CONNECTIONS);
  const listener = new FactListener(parts.databaseUrl);
  const checks = new HealthChecks({ database: () => views.head(), ...parts.checks });
  // Its threads start with the first source, and end when none came for a while.
  const sanitizer = new SanitizerPool({ threads: 1 });
  const providers = [
    ...providersOf(parts, views, listener),
    { provide: HealthChecks, useValue: checks },
    { provide: SanitizerPool, useValue: sanitizer },
  ];
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.of(providers, parts.rate ?? DEFAULT_RATE), {
    bodyParser: false,
    forceCloseConnections: true,
    ...(parts.tls && { httpsOptions: { cert: parts.tls.certificate, key: parts.tls.key } }),
    logger: parts.logger ?? ['error', 'warn'],
  });
  app.getHttpServer().keepAliveTimeout = KEEP_ALIVE_MS;
  app.use(measuredRequests());
  app.useBodyParser('json', { limit: MAX_JSON });
  app.disable('x-powered-by');
  app.use(securityHeaders());
  serveApiDocs(app);
  serveDecoderPage(app);
  serveDashboard(app);
  listener.start();
  const close = async (): Promise<void> => {
    await listener.stop();
    await app.close();
    await sanitizer.close();
    await views.close();
  };
  return { app, readiness: () => checks.firstProblem(), close };
}

function providersOf(parts: ApiParts, views: LabViews, listener: FactListener): Provider[] {
  const log = new FactLog(views);
  return [
    { provide: TokenStore, useValue: parts.tokens },
    { provide: SessionKey, useValue: parts.sessionKey ?? new SessionKey() },
    { provide: FileArtifactStore, useValue: parts.artifacts },
    { provide: CommandSender, useValue: parts.sender },
    { provide: FactLog, useValue: log },
    { provide: SharedLog, useValue: new SharedLog(log, listener) },
    { provide: UploadQuota, useValue: new UploadQuota(parts.uploadBytesPerDay ?? DEFAULT_UPLOAD_BYTES) },
    {
      provide: ClipImports,
      useValue: new ClipImports(parts.artifacts, {
        tools: parts.mediaTools,
        maxBytes: parts.clipBytes ?? DEFAULT_CLIP_BYTES,
      }),
    },
    { provide: ClipLimit, useValue: new ClipLimit(parts.artifacts, parts.clipBytes ?? DEFAULT_CLIP_BYTES) },
    { provide: FollowerLimit, useValue: new FollowerLimit(parts.followersPerToken ?? DEFAULT_FOLLOWERS) },
    { provide: LabViews, useValue: views },
    { provide: AnchorCurves, useValue: new AnchorCurves(parts.anchorsFolder ?? null) },
    { provide: LabId, useValue: new LabId(parts.labId ?? null) },
    { provide: StuckAfter, useValue: new StuckAfter(parts.stuckAfter ?? {}) },
    { provide: ExecutorBus, useValue: new ExecutorBus(parts.bus) },
    { provide: LabMachine, useValue: new LabMachine(parts.machine) },
    { provide: LabQueues, useValue: new LabQueues(parts.bus) },
    { provide: LabQuarantine, useValue: new LabQuarantine(parts.bus) },
  ];
}
