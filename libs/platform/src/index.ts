export { CHECKOUT, HOME_VERSION, labHomeOf, labLayout, type LabLayout } from './config/lab-home.ts';
export {
  ALREADY_RUNNING_EXIT,
  readLabFile,
  writeLabFile,
  type LabDescription,
  type LabProcess,
} from './lab/lab-file.ts';
export { partStates, type PartState } from './lab/part-states.ts';
export { readUsage, usageOf, writeUsage, type PartUsage, type UsageSample } from './lab/usage-file.ts';
export { DiskFloor, diskFullReason, folderBytes, freeBytes, labFolders } from './files/disk-floor.ts';
export { createFile, replaceFile, syncFolder } from './files/durable-file.ts';
export { BadSetting, environmentVariables, readConfig, type Config, type Variables } from './config/read-config.ts';
export { VERSION } from './config/version.ts';
export { searchPath } from './config/search-path.ts';
export { settings, type SettingName, type SettingValue } from './config/settings.ts';
export { freePort, onFreePort } from './process/ports.ts';
export { ProcessorWait } from './process/processor-wait.ts';
export { endProcesses, isAlive, markOf, processesIn, signal, type ProcessMark } from './process/process-table.ts';
export { secretFile } from './files/secret-file.ts';
export { startHealthServer, type HealthServer, type Readiness } from './lifecycle/health-server.ts';
export {
  runService,
  SHUTDOWN_LIMIT_MS,
  type Running,
  type ServiceContext,
  type ServiceOptions,
} from './lifecycle/run-service.ts';
export { tlsIdentity, trustAuthorities, type TlsIdentity } from './tls/tls-files.ts';
export { untilDone, type Repetition } from './lifecycle/until-done.ts';
export { createLogger, nestLogger, type Logger, type LoggerOptions } from './logging/logger.ts';
