import { diskFullReason, labFolders, readConfig } from '@codecsmith/platform';

/** Why the lab of this checkout takes no new work now: too little room on one of its disks; null when there is enough. */
export async function labDiskTrouble(): Promise<string | null> {
  const { LAB_HOME, LAB_JANITOR_DISK_FLOOR_BYTES } = readConfig(['LAB_HOME', 'LAB_JANITOR_DISK_FLOOR_BYTES']);
  return (await diskFullReason(labFolders(LAB_HOME), LAB_JANITOR_DISK_FLOOR_BYTES)) ?? null;
}
