import { looksBack, type Genes } from './genes.ts';
import { packCall, unpackCall } from './python-parts.ts';

/** Source of the encoder's entry point. */
export function encoder(genes: Genes): string {
  const lines = ['def compress_video_frame(frame, frame_index, config):'];
  if (looksBack(genes)) lines.push('    global _previous');
  lines.push('    planes = split_planes(frame, config)');
  lines.push(...encoderPrediction(genes));
  if (looksBack(genes)) lines.push('    decoded = []');
  lines.push(
    '    for index, (plane, prediction) in enumerate(zip(planes, predictions)):',
    '        step = quantiser_step(config["quality"], index)',
    '        levels = quantise(plane.astype(np.float32) - prediction, step)',
  );
  if (looksBack(genes)) lines.push('        decoded.append(reconstruct(prediction, levels, step))');
  if (genes.prediction === 'dc') lines.push('        code_means(levels, plane.shape)');
  lines.push('        payload += pack_levels(levels)');
  if (looksBack(genes)) lines.push('    _previous = decoded');
  lines.push(`    return ${packCall(genes)}`);
  return lines.join('\n');
}

function encoderPrediction(genes: Genes): string[] {
  const plain = ['    predictions, payload = flat_grey(padded_shapes(config)), b""'];
  if (!looksBack(genes)) return plain;
  const between =
    genes.prediction === 'motion'
      ? [
          '        motion = search_motion(planes[0], _previous[0])',
          '        predictions, payload = moved(_previous, motion), motion.tobytes()',
        ]
      : ['        predictions, payload = _previous, b""'];
  return ['    if frame_index % KEY_INTERVAL == 0:', ...plain.map((line) => `    ${line}`), '    else:', ...between];
}

/** Source of the decoder's entry point. */
export function decoder(genes: Genes): string {
  const lines = ['def decompress_video_frame(data, frame_index, config):'];
  if (looksBack(genes)) lines.push('    global _previous');
  lines.push(`    payload, offset = ${unpackCall(genes)}, 0`);
  lines.push(...decoderPrediction(genes));
  lines.push(
    '    planes = []',
    '    for index, prediction in enumerate(predictions):',
    '        size = 2 * prediction.size',
    '        levels = unpack_levels(payload[offset:offset + size])',
  );
  if (genes.prediction === 'dc') lines.push('        restore_means(levels, prediction.shape)');
  lines.push(
    '        planes.append(reconstruct(prediction, levels, quantiser_step(config["quality"], index)))',
    '        offset += size',
  );
  if (looksBack(genes)) lines.push('    _previous = planes');
  lines.push('    return join_planes(planes, config)');
  return lines.join('\n');
}

function decoderPrediction(genes: Genes): string[] {
  if (!looksBack(genes)) return ['    predictions = flat_grey(padded_shapes(config))'];
  const between =
    genes.prediction === 'motion'
      ? [
          '        (height, width), offset = _previous[0].shape, 2 * _previous[0].size // MACROBLOCK**2',
          '        motion = np.frombuffer(payload, np.int8, offset).reshape(height // MACROBLOCK, width // MACROBLOCK, 2)',
          '        predictions = moved(_previous, motion)',
        ]
      : ['        predictions = _previous'];
  const key = '        predictions = flat_grey(padded_shapes(config))';
  return ['    if frame_index % KEY_INTERVAL == 0:', key, '    else:', ...between];
}
