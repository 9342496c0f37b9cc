import type { CodingMode } from './facts/executing.schema.ts';

/** How it was found out which anchor a codec meets, for people and models; on one line. */
export function codingModeText({ mode, provedBy, packets, finding }: CodingMode): string {
  switch (provedBy) {
    case 'packets':
      return `${mode}: ${finding ?? `${packets} packets gave the same pictures without those before them`}`;
    case 'interface':
      return `${mode}: it encodes the clip in one call`;
    case 'still_picture':
      return `${mode}: an earlier release compared packets of a picture that stands still`;
    case 'nothing':
      return `${mode}: its packets were not tried`;
  }
}
