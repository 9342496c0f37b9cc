import { z } from 'zod';

/** A JavaScript codec for engines that know modules by address alone. */
export const decoderSchema = z.object({
  /**
   * Each module in pieces, behind those it imports: text, and numbers where the address of another module belongs, in
   * quotes, by its place in this list. The last one is the codec and exports its decoder as `labDecode`.
   */
  modules: z.array(z.array(z.union([z.string(), z.int().nonnegative()]))),
});
export type Decoder = z.infer<typeof decoderSchema>;
