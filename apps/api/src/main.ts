import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { openBus } from '@codecsmith/bus';
import {
  diskFullReason,
  labFolders,
  labLayout,
  nestLogger,
  readConfig,
  runService,
  secretFile,
  tlsIdentity,
} from '@codecsmith/platform';
import { SessionKey } from './access/sessions.ts';
import { TokenStore } from './access/token-store.ts';
import { BusCommandSender } from './commands/bus-command-sender.ts';
import { createApi } from './create-api.ts';

await runService('api', async ({ logger }) => {
  const config = readConfig([
    'LAB_HOME',
    'LAB_API_DATABASE_URL',
    'LAB_API_HOST',
    'LAB_API_PORT',
    'LAB_API_LAB_ID',
    'LAB_API_FOLLOWERS',
    'LAB_API_UPLOAD_BYTES',
    'LAB_MEDIA_CLIP_BYTES',
    'LAB_MEDIA_FFMPEG',
    'LAB_ARTIFACTS_DIR',
    'LAB_JANITOR_DRAFTING_LIMIT_MS',
    'LAB_JANITOR_SANITIZING_LIMIT_MS',
    'LAB_JANITOR_QUEUED_LIMIT_MS',
    'LAB_JANITOR_MEASURING_LIMIT_MS',
    'LAB_JANITOR_DISK_FLOOR_BYTES',
  ]);
  const { home, tokenFile, executorTokenFile, vmaf } = labLayout(config.LAB_HOME);
  const tokens = new TokenStore(join(home, 'tokens.json'));
  await tokens.admit('operator', 'operator', await secretFile(tokenFile));
  await tokens.admit('executor', 'executor', await secretFile(executorTokenFile));
  const artifacts = new FileArtifactStore(config.LAB_ARTIFACTS_DIR);
  const folders = [...labFolders(home), config.LAB_ARTIFACTS_DIR];
  const bus = await openBus('api');
  const api = await createApi({
    databaseUrl: config.LAB_API_DATABASE_URL,
    tokens,
    sessionKey: SessionKey.in(join(home, 'session.key')),
    artifacts,
    bus,
    sender: new BusCommandSender(bus, () => diskFullReason(folders, config.LAB_JANITOR_DISK_FLOOR_BYTES)),
    labId: config.LAB_API_LAB_ID,
    followersPerToken: config.LAB_API_FOLLOWERS,
    uploadBytesPerDay: config.LAB_API_UPLOAD_BYTES,
    clipBytes: config.LAB_MEDIA_CLIP_BYTES,
    mediaTools: { ffmpeg: config.LAB_MEDIA_FFMPEG, vmaf },
    anchorsFolder: join(home, 'anchors'),
    machine: { home, labId: config.LAB_API_LAB_ID, floorBytes: config.LAB_JANITOR_DISK_FLOOR_BYTES },
    stuckAfter: {
      drafting: config.LAB_JANITOR_DRAFTING_LIMIT_MS,
      sanitizing: config.LAB_JANITOR_SANITIZING_LIMIT_MS,
      queued: config.LAB_JANITOR_QUEUED_LIMIT_MS,
      measuring: config.LAB_JANITOR_MEASURING_LIMIT_MS,
    },
    tls: tlsIdentity('API'),
    checks: { bus: () => bus.flush() },
    logger: nestLogger(logger),
  });
  await api.app.listen(config.LAB_API_PORT, config.LAB_API_HOST);
  logger.info({ url: await api.app.getUrl() }, 'listening');
  return {
    readiness: () => api.readiness(),
    close: async () => {
      await api.close();
      await bus.drain();
    },
  };
});
