import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A root with the files that a driver of NVIDIA shows, none of which is a device. */
export class FakeGpus {
  /** For `LAB_GPU_ROOT`. */
  readonly root = mkdtempSync(join(tmpdir(), 'codecsmith-gpus-'));

  /** @param count cards; 0 for a driver without any, undefined for a machine without the driver */
  constructor(count?: number) {
    chmodSync(this.root, 0o755);
    if (count === undefined) return;
    this.write(
      'proc/driver/nvidia/version',
      'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12\n',
    );
    for (const name of ['nvidiactl', 'nvidia-uvm']) this.write(`dev/${name}`, '');
    for (let minor = 0; minor < count; minor += 1) this.addCard(minor);
    this.write('usr/lib/x86_64-linux-gnu/libcuda.so.535.183.01', 'the library of the driver');
    symlinkSync('libcuda.so.535.183.01', join(this.root, 'usr/lib/x86_64-linux-gnu/libcuda.so.1'));
    this.write('usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1', 'what nvidia-smi uses');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  remove(path = ''): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  addCard(minor: number): void {
    const text = `Model: \t\t NVIDIA Fake ${minor}\nIRQ:   \t\t 150\nGPU UUID: \t GPU-0000000${minor}\nDevice Minor: \t ${minor}\nGPU Excluded:\t No\n`;
    this.write(`proc/driver/nvidia/gpus/0000:0${minor}:00.0/information`, text);
    this.write(`dev/nvidia${minor}`, '');
  }
}
