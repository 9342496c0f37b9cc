"""intra, intra_plane, modes, coefficients, motion, inter_plane: both sides agree, prediction finds what is there."""
import unittest

import numpy as np

from codeckit import coefficients, inter_picture, inter_plane, intra, intra_plane, modes, motion, planes, rans
from codeckit import picture as pictures


def picture(height, width, seed=0):
    """A smooth picture with edges and some noise, int (H, W)."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    base = 120 + 50 * np.sin(x / 11 + y / 17) + 40 * ((x + 2 * y) % 64 > 32)
    return np.clip(np.rint(base + rng.normal(0, 3, base.shape)), 0, 255).astype(np.int32)


class Intra(unittest.TestCase):
    def references(self, size, seed=0):
        canvas = np.random.default_rng(seed).integers(0, 256, (80, 80)).astype(np.int32)
        return canvas, intra.gather_references(canvas, np.array([20]), np.array([30]), size, 2 * size)

    def test_dc_and_the_straight_modes_by_hand(self):
        canvas, refs = self.references(8)
        above, left = canvas[20, 31:39], canvas[21:29, 30]
        predictors = intra.predictors(8)
        dc = predictors.predict(refs, np.array([intra.DC]))[0]
        self.assertTrue((dc == (above.sum() + left.sum() + 8) // 16).all())
        vertical = predictors.predict(refs, np.array([2 + intra.VERTICAL_ANGLES.index(0)]))[0]
        np.testing.assert_array_equal(vertical, np.tile(above, (8, 1)))
        horizontal = predictors.predict(refs, np.array([18 + intra.HORIZONTAL_ANGLES.index(0)]))[0]
        np.testing.assert_array_equal(horizontal, np.tile(left[:, None], (1, 8)))

    def test_flat_references_give_flat_predictions_in_every_mode(self):
        for size in (4, 8, 16, 32):
            refs = np.full((intra.MODES, 3 * size + 2), 77, np.int32)
            out = intra.predictors(size).predict(refs, np.arange(intra.MODES))
            self.assertEqual((out.min(), out.max()), (77, 77))

    def test_wavefront_visits_all_after_their_neighbours(self):
        done = np.zeros((6, 9), bool)
        for r, c in intra.wavefront(6, 9):
            for y, x in zip(r, c):
                for ny, nx in ((y, x - 1), (y - 1, x), (y - 1, x + 1)):
                    self.assertTrue(ny < 0 or nx < 0 or nx > 8 or done[ny, nx])
            done[r, c] = True
        self.assertTrue(done.all())


class IntraPlane(unittest.TestCase):
    def round_trip(self, samples, frames, macroblock, sizes, luma=None, guided=False):
        blocks, decoded = intra_plane.encode_plane(samples, 160, macroblock, sizes, luma, frames)
        guide = np.zeros((len(samples) // 2, samples.shape[1] // 2), np.int8) if guided else None
        encoder = rans.RansEncoder()
        modes.ModeModel(macroblock, sizes, guided=guided).code(encoder, blocks, guide)
        levels = self.code_levels(encoder, blocks, macroblock, sizes, blocks.levels)
        got = intra_plane.PlaneBlocks.empty(*samples.shape)
        decoder = rans.RansDecoder(encoder.finish())
        modes.ModeModel(macroblock, sizes, guided=guided).code(decoder, got, guide)
        got.levels = self.code_levels(decoder, got, macroblock, sizes, None)
        np.testing.assert_array_equal(levels, blocks.levels)
        for name in ("size", "mode", "kind", "levels"):
            np.testing.assert_array_equal(getattr(got, name), getattr(blocks, name), name)
        np.testing.assert_array_equal(intra_plane.decode_plane(got, 160, macroblock, sizes, luma, frames), decoded)
        return blocks, decoded

    def code_levels(self, coder, blocks, macroblock, sizes, levels):
        size = intra_plane.expand(blocks.size)
        layout = size, macroblock, sizes
        kind = coefficients.to_frequency(intra_plane.expand(blocks.kind), *layout)
        values = None if levels is None else coefficients.to_frequency(levels, *layout)
        model = coefficients.CoefficientModel(macroblock, 2, 1)
        magnitudes = model.code(coder, kind.shape[:2], kind, np.zeros_like(kind), values)
        return coefficients.from_frequency(coefficients.code_signs(coder, magnitudes, values), *layout)

    def test_both_sides_agree_and_the_picture_is_near(self):
        samples = np.concatenate([picture(48, 64, 1), picture(48, 64, 2)])
        for macroblock, sizes in ((16, (16, 8, 4)), (32, (32, 16, 8)), (8, (8,))):
            samples_ = samples if macroblock < 32 else picture(64, 96, 3)
            _, decoded = self.round_trip(samples_, 2 if macroblock < 32 else 1, macroblock, sizes)
            self.assertLess(float(((decoded - samples_) ** 2).mean()), 30)

    def test_frames_of_a_group_do_not_see_each_other(self):
        a, b = picture(32, 48, 4), picture(32, 48, 5)
        together = intra_plane.encode_plane(np.concatenate([a, b]), 200, 16, (16, 8, 4), frames=2)[1]
        alone = [intra_plane.encode_plane(p, 200, 16, (16, 8, 4))[1] for p in (a, b)]
        np.testing.assert_array_equal(together, np.concatenate(alone))

    def test_chroma_from_luma_is_chosen_where_it_fits(self):
        luma = picture(48, 48, 6)
        blocks, decoded = self.round_trip(200 - luma // 2, 1, 8, (8, 4), luma, guided=True)
        self.assertGreater(float((blocks.mode == intra_plane.CROSS).mean()), 0.5)
        self.assertLess(float(((decoded - (200 - luma // 2)) ** 2).mean()), 10)


class Picture(unittest.TestCase):
    def test_three_planes_go_there_and_back_and_the_models_keep_learning(self):
        sizes = (16, 8, 4), (8, 4), (8, 4)
        luma, _ = intra_plane.encode_plane(picture(48, 64, 7), 160, 16, sizes[0])
        both = np.concatenate([picture(24, 32, 8), picture(24, 32, 9)])
        chroma, _ = intra_plane.encode_plane(both, 160, 8, sizes[1], frames=2)
        blocks = [luma, *chroma.unstacked(2)]
        sender, receiver, lengths = pictures.PictureModel(sizes), pictures.PictureModel(sizes), []
        for _ in range(2):
            encoder = rans.RansEncoder()
            sender.code(encoder, blocks)
            lengths.append(len(encoder.finish()))
            got = [intra_plane.PlaneBlocks.empty(*plane.levels.shape) for plane in blocks]
            receiver.code(rans.RansDecoder(encoder.finish()), got)
            for mine, sent in zip(got, blocks):
                for name in ("size", "mode", "kind", "levels"):
                    np.testing.assert_array_equal(getattr(mine, name), getattr(sent, name), name)
        self.assertLess(lengths[1], 0.9 * lengths[0])


class FrequencyOrder(unittest.TestCase):
    def test_mixed_sizes_go_there_and_back(self):
        size = np.full((32, 64), 16)
        size[:16, :16], size[:8, :8], size[16:, 40:48] = 8, 4, 8
        size[16:, 32:48] = np.where(np.arange(16) < 8, 4, 8)
        values = np.random.default_rng(9).integers(-9, 9, (32, 64))
        there = coefficients.to_frequency(values, size, 16, (16, 8, 4))
        self.assertEqual(sorted(there.reshape(-1).tolist()), sorted(values.reshape(-1).tolist()))
        np.testing.assert_array_equal(coefficients.from_frequency(there, size, 16, (16, 8, 4)), values)


class Motion(unittest.TestCase):
    def test_search_and_refine_find_a_known_shift(self):
        big = picture(160, 192, 10)
        now, then = big[32:128, 32:160], big[29:125, 37:165]
        reference = motion.Reference(then)
        cost = motion.search(now, reference, 8, 16)
        vectors = motion.choose_smooth(cost, 4)
        self.assertTrue((vectors[1:-1, 1:-1] == (12, -20)).all())
        refined, _ = motion.refine(planes.to_blocks(now, 16), reference, vectors, 160)
        np.testing.assert_array_equal(refined[1:-1, 1:-1], vectors[1:-1, 1:-1])
        predicted = planes.from_blocks(reference.blocks(refined, 16))
        np.testing.assert_array_equal(predicted[16:-16, 16:-16], now[16:-16, 16:-16])

    def test_fractions_of_a_ramp_are_exact(self):
        ramp = np.tile(4 * np.arange(60), (40, 1))
        blocks = motion.Reference(ramp).blocks(np.full((5, 7, 2), 1), 8)
        np.testing.assert_array_equal(planes.from_blocks(blocks)[:, 8:40], ramp[:, 8:40] + 1)

    def test_vectors_outside_are_clipped_not_fatal(self):
        reference = motion.Reference(picture(32, 32, 11))
        self.assertEqual(reference.blocks(np.full((2, 2, 2), -4000), 16).shape, (2, 2, 16, 16))

    def test_fields_round_trip_for_every_shape(self):
        rng = np.random.default_rng(12)
        for shape in ((1, 1), (3, 2), (17, 30)):
            vectors, choices = rng.integers(-90, 90, shape + (2,)), rng.integers(0, 4, shape)
            encoder = rans.RansEncoder()
            motion.ChoiceModel(4).code(encoder, shape, choices)
            motion.VectorModel().code(encoder, shape, vectors, used=choices > 0)
            decoder = rans.RansDecoder(encoder.finish())
            got = motion.ChoiceModel(4).code(decoder, shape)
            field = motion.VectorModel().code(decoder, shape, used=got > 0)
            np.testing.assert_array_equal(got, choices)
            np.testing.assert_array_equal(field[choices > 0], vectors[choices > 0])


class InterPicture(unittest.TestCase):
    def test_motion_of_a_moving_picture_is_found_sent_and_predicts_it(self):
        big = picture(160, 192, 14)
        frames = [big[16 + 2 * k : 80 + 2 * k, 16 + 3 * k : 112 + 3 * k] for k in range(3)]
        pictures_ = [[frame, frame[::2, ::2], frame[1::2, 1::2]] for frame in frames]
        references = [inter_picture.references_of(picture_) for picture_ in (pictures_[1], pictures_[0])]
        move = inter_picture.find_motion(frames[2], references, 160, radius=8)
        encoder = rans.RansEncoder()
        inter_picture.MotionModel().code(encoder, (4, 6), move)
        got = inter_picture.MotionModel().code(rans.RansDecoder(encoder.finish()), (4, 6))
        for mine, sent in zip(inter_picture.predict(references, got), inter_picture.predict(references, move)):
            np.testing.assert_array_equal(mine, sent)
        inside = (slice(16, -16), slice(16, -16))
        self.assertLess(float(((inter_picture.predict(references, got)[0] - frames[2])[inside] ** 2).mean()), 1)


class InterPlane(unittest.TestCase):
    def test_residual_is_near_and_sizes_are_mixed(self):
        rng = np.random.default_rng(13)
        residual = np.zeros((64, 64), np.int32)
        residual[:32] = np.rint(30 * np.cos(np.arange(64) / 5))
        residual[40:44, 40:44] = rng.integers(-90, 90, (4, 4))
        blocks = inter_plane.encode_residual(residual, 160, 16, (16, 8, 4))
        out = inter_plane.decode_residual(blocks, 160, (16, 8, 4))
        self.assertLess(float(((out - residual) ** 2).mean()), 12)
        self.assertGreater(len(np.unique(blocks.size)), 1)


if __name__ == "__main__":
    unittest.main()
