"""planes, transforms, wavelet, quant, filters: exactness, reconstruction, known values."""
import unittest

import numpy as np

from codeckit import filters, planes, quant, rans, transforms, wavelet


class Planes(unittest.TestCase):
    def test_i420_round_trip_where_u_ends_in_mid_row(self):
        frame = np.random.default_rng(0).integers(0, 256, (270 * 3 // 2, 480)).astype(np.uint8)
        parts = planes.split_i420(frame, 480, 270)
        self.assertEqual([p.shape for p in parts], [(270, 480), (135, 240), (135, 240)])
        np.testing.assert_array_equal(planes.join_i420(parts), frame)

    def test_odd_sizes_round_up(self):
        self.assertEqual(planes.i420_shapes(5, 3), [(4, 6), (2, 3), (2, 3)])

    def test_blocks_round_trip(self):
        plane = np.arange(32 * 48).reshape(32, 48)
        np.testing.assert_array_equal(planes.from_blocks(planes.to_blocks(plane, 8)), plane)


class Transforms(unittest.TestCase):
    def test_orthonormal_and_inverse_within_rounding(self):
        rng = np.random.default_rng(1)
        for size in transforms.SIZES:
            for kind in ("dct", "dst"):
                x = rng.integers(-255, 256, (6, size, size))
                c = transforms.forward(x, kind)
                self.assertAlmostEqual(float((c.astype(float) ** 2).sum() / (x**2).sum()), 1, places=4)
                back = transforms.inverse(np.rint(c * transforms.COEFFICIENT_SCALE), kind)
                self.assertLessEqual(int(np.abs(back - x).max()), 1)

    def test_inverse_does_not_depend_on_the_batch(self):
        c = np.random.default_rng(2).integers(-(2**18), 2**18, (40, 16, 16))
        together = transforms.inverse(c)
        for k in range(40):
            np.testing.assert_array_equal(transforms.inverse(c[k]), together[k])


class Wavelet(unittest.TestCase):
    def test_53_is_lossless_for_every_shape(self):
        rng = np.random.default_rng(3)
        for shape in ((1, 1), (1, 9), (2, 3), (17, 30), (64, 33)):
            x = rng.integers(0, 256, shape)
            np.testing.assert_array_equal(wavelet.inverse53(wavelet.forward53(x, 3), 3), x)

    def test_97_is_nearly_orthonormal_and_returns_the_plane(self):
        x = np.random.default_rng(4).integers(0, 256, (70, 101))
        c = wavelet.forward97(x, 4)
        self.assertLessEqual(int(np.abs(wavelet.inverse97(c, 4) - x).max()), 1)
        self.assertAlmostEqual(float((c**2.0).sum()) / wavelet.SCALE97**2 / float((x**2).sum()), 1, delta=0.25)

    def test_subbands_tile_the_plane(self):
        cover = np.zeros((37, 50), int)
        for _, _, rows, columns in wavelet.subbands(37, 50, 4):
            cover[rows, columns] += 1
        self.assertEqual((cover.min(), cover.max()), (1, 1))


class Quant(unittest.TestCase):
    def test_step_doubles_every_14_qualities(self):
        self.assertEqual([quant.step_from_quality(q) for q in (100, 86, 72)], [35, 70, 141])

    def test_rdoq_never_costs_more_than_rounding(self):
        c = np.random.default_rng(5).laplace(0, 20, (50, 8, 8)).astype(np.float32)
        levels, cost = quant.rdoq(c, 320, quant.magnitude_prior(8))
        near = np.rint(c / 20)
        self.assertTrue((np.abs(levels) <= np.abs(near)).all())
        self.assertLess((levels != 0).sum(), (near != 0).sum())
        self.assertTrue((cost >= ((c / 20 - levels) ** 2).sum((1, 2)) - 1e-3).all())

    def test_rdoq_with_free_bits_rounds(self):
        c = np.random.default_rng(6).laplace(0, 20, (20, 4, 4)).astype(np.float32)
        np.testing.assert_array_equal(quant.rdoq(c, 320, quant.magnitude_prior(4), price=0)[0], np.floor(np.abs(c) / 20 + 0.5) * np.sign(c))

    def test_dead_zone_by_hand(self):
        self.assertEqual(quant.dead_zone(np.array([-25.0, 13.2, 13.4, 0.0]), 320).tolist(), [-1, 0, 1, 0])


class Filters(unittest.TestCase):
    def test_wiener_brings_a_noisy_plane_nearer(self):
        rng = np.random.default_rng(7)
        y, x = np.mgrid[:96, :128]
        source = np.rint(128 + 60 * np.sin(x / 9) * np.cos(y / 7)).astype(np.int32)
        noisy = np.clip(source + np.rint(rng.normal(0, 6, source.shape)), 0, 255).astype(np.int32)
        out = filters.wiener_apply(noisy, filters.wiener_fit(noisy, source, 320), 320)
        self.assertLess(((out - source) ** 2).sum(), 0.5 * ((noisy - source) ** 2).sum())

    def test_a_loop_filter_is_sent_when_it_pays_and_both_sides_apply_the_same(self):
        rng = np.random.default_rng(10)
        y, x = np.mgrid[:96, :128]
        source = np.rint(128 + 60 * np.sin(x / 9) * np.cos(y / 7)).astype(np.int32)
        noisy = np.clip(source + np.rint(rng.normal(0, 6, source.shape)), 0, 255).astype(np.int32)
        sender, receiver, encoder = filters.LoopFilter(), filters.LoopFilter(), rans.RansEncoder()
        for plane in (noisy, source, noisy):  # a new set, none, the old set again
            sender.choose(plane, source, 320)
            sender.code(encoder)
            shown = sender.apply(plane, 320)
        decoder = rans.RansDecoder(encoder.finish())
        for plane in (noisy, source, noisy):
            receiver.code(decoder)
            received = receiver.apply(plane, 320)
        np.testing.assert_array_equal(received, shown)
        self.assertLess(((shown - source) ** 2).sum(), 0.5 * ((noisy - source) ** 2).sum())

    def test_zero_coefficients_change_nothing(self):
        plane = np.random.default_rng(8).integers(0, 256, (20, 30))
        none = np.zeros((filters.CLASSES, len(filters.TAPS)), np.int8)
        np.testing.assert_array_equal(filters.wiener_apply(plane, none, 320), plane)

    def test_deblocking_smooths_a_small_step_at_the_edge_and_keeps_a_large_one(self):
        plane = np.full((16, 16), 100)
        plane[:, 8:] = 106
        out = filters.deblock(plane, 400)
        self.assertEqual(out[3, 6:10].tolist(), [100, 102, 104, 106])
        plane[:, 8:] = 220
        np.testing.assert_array_equal(filters.deblock(plane, 400), plane)


if __name__ == "__main__":
    unittest.main()
