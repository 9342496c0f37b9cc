import { isPlainObject, type PlainObject } from './plain-object.ts';

/** Metrics that version 1 had as fields of their own. */
const FIELDS = ['psnr_y', 'psnr_u', 'psnr_v', 'psnr_yuv611', 'psnr_y_framemean', 'psnr_rgb', 'ssim_y_ffmpeg'] as const;

/** Version 1 had the first metrics as fields of a measurement and all later ones in `further`. */
export function measuredFromVersion1(data: unknown): unknown {
  if (!isPlainObject(data) || !Array.isArray(data['measurements'])) return data;
  return { ...data, measurements: data['measurements'].map(measurementFromVersion1) };
}

function measurementFromVersion1(measurement: unknown): unknown {
  if (!isPlainObject(measurement) || 'metrics' in measurement) return measurement;
  const fields = new Set<string>([...FIELDS, 'further']);
  const pick = (fits: (name: string) => boolean): PlainObject =>
    Object.fromEntries(Object.entries(measurement).filter(([name]) => fits(name)));
  const further = isPlainObject(measurement['further']) ? measurement['further'] : {};
  return {
    ...pick((name) => !fields.has(name)),
    metrics: { ...pick((name) => name !== 'further' && fields.has(name)), ...further },
  };
}
