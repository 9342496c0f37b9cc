"""bits, rans, contexts, symbols: round trips, cost near the entropy, frozen tables, refusals."""
import hashlib
import unittest

import numpy as np

from codeckit import bits, contexts, rans, symbols


class Bits(unittest.TestCase):
    def test_leb128_round_trip_and_sizes(self):
        values = [0, 1, 127, 128, 300, 16383, 16384, 2**31, 2**62]
        data = bits.leb128_encode(values)
        self.assertEqual(bits.leb128_decode(data, len(values)), (values, len(data)))
        self.assertEqual([len(bits.leb128_encode([v])) for v in (127, 128, 16383, 16384)], [1, 2, 2, 3])

    def test_leb128_refuses_negative_and_truncated(self):
        with self.assertRaisesRegex(ValueError, "-1 is negative"):
            bits.leb128_encode([-1])
        with self.assertRaisesRegex(ValueError, "ends inside integer 0"):
            bits.leb128_decode(b"\x80")

    def test_zigzag_is_a_bijection(self):
        values = np.arange(-500, 501)
        mapped = bits.zigzag(values)
        self.assertEqual(sorted(mapped.tolist()), list(range(1001)))
        np.testing.assert_array_equal(bits.unzigzag(mapped), values)

    def test_fixed_width_and_chunks_round_trip(self):
        values = np.random.default_rng(0).integers(0, 2**11, 77)
        np.testing.assert_array_equal(bits.unpack_fixed(bits.pack_fixed(values, 11), 77, 11), values)
        chunks = [b"", b"a", bytes(300)]
        self.assertEqual(bits.split_chunks(bits.join_chunks(chunks)), chunks)
        with self.assertRaisesRegex(ValueError, "do not fit 3 bits"):
            bits.pack_fixed([8], 3)
        with self.assertRaisesRegex(ValueError, "goes past the end"):
            bits.split_chunks(bits.join_chunks(chunks)[:-1])


class Rans(unittest.TestCase):
    def stream(self, count, seed):
        rng = np.random.default_rng(seed)
        p1 = rng.integers(rans.PROBABILITY_MIN, rans.PROBABILITY_ONE - rans.PROBABILITY_MIN, count)
        return p1, (rng.random(count) * rans.PROBABILITY_ONE < p1).astype(np.int32)

    def test_round_trip_for_any_cut_and_number_of_lanes(self):
        p1, decisions = self.stream(5000, 1)
        for lanes in (1, 3, 64):
            encoder = rans.RansEncoder()
            for part in np.split(np.arange(5000), [1, 2, 700, 701, 3000]):
                encoder.code(p1[part], decisions[part])
            decoder = rans.RansDecoder(encoder.finish(lanes))
            got = [decoder.code(p1[part]) for part in np.split(np.arange(5000), [10, 4000])]
            np.testing.assert_array_equal(np.concatenate(got), decisions)

    def test_length_is_within_one_percent_of_the_ideal(self):
        p1, decisions = self.stream(60000, 2)
        counter, encoder = rans.BitCounter(), rans.RansEncoder()
        counter.code(p1, decisions)
        encoder.code(p1, decisions)
        self.assertLess(len(encoder.finish()), 1.01 * counter.bits / 8)

    def test_raw_bits_come_back_and_cost_one_bit(self):
        p1, decisions = self.stream(4000, 3)
        raw = np.random.default_rng(3).integers(0, 2, 3001).astype(np.int32)
        plain, both = rans.RansEncoder(), rans.RansEncoder()
        for encoder in (plain, both):
            encoder.code(p1, decisions)
        both.raw(raw[:1000])
        both.raw(raw[1000:])
        data = both.finish(4)
        self.assertLessEqual(len(data), len(plain.finish(4)) + 3001 // 8 - 7)
        decoder = rans.RansDecoder(data)
        np.testing.assert_array_equal(decoder.code(p1), decisions)
        np.testing.assert_array_equal(np.concatenate([decoder.raw(count=n) for n in (1, 3000)]), raw)

    def test_empty_stream(self):
        decoder = rans.RansDecoder(rans.RansEncoder().finish())
        self.assertEqual(decoder.code(np.zeros(0, int)).tolist(), [])

    def test_refuses_a_stream_that_cannot_be_one(self):
        with self.assertRaisesRegex(ValueError, "cannot hold 5 states"):
            rans.RansDecoder(b"\x05abc")


class Contexts(unittest.TestCase):
    def test_tables_are_frozen(self):
        """A stream written today must decode tomorrow: the logistic tables may not depend on the machine's libm."""
        tables = contexts.stretch(np.arange(0, 32768, 8)), contexts.squash(np.arange(-3072, 3073))
        digest = hashlib.sha256(b"".join(t.astype("<i8").tobytes() for t in tables)).hexdigest()
        self.assertEqual(digest, "3668cfed7c29498420ed4b9cd298e328cfea8180dc63f2d67cbd4129c0e2b539")

    def test_adaptive_bits_learn_the_frequency(self):
        rng = np.random.default_rng(4)
        model, counter = contexts.AdaptiveBits(2), rans.BitCounter()
        for _ in range(200):
            ctx = rng.integers(0, 2, 50)
            model.code(counter, ctx, (rng.random(50) < np.where(ctx, 0.9, 0.05)).astype(np.int32))
        self.assertAlmostEqual(model.p1[1] / 32768, 0.9, delta=0.04)
        self.assertAlmostEqual(model.p1[0] / 32768, 0.05, delta=0.03)

    def test_mixing_beats_each_of_its_tables(self):
        rng = np.random.default_rng(5)
        a, b = rng.integers(0, 8, (2, 20000))
        decisions = (rng.random(20000) < 1 / (1 + np.exp(-(a - 3.5) - (b - 3.5)))).astype(np.int32)
        cost = {}
        for name, tables in (("a", [a]), ("b", [b]), ("both", [a, b])):
            counter = rans.BitCounter()
            contexts.ContextMixer([8] * len(tables)).code(counter, tables, decisions)
            cost[name] = counter.bits
        self.assertLess(cost["both"], 0.9 * min(cost["a"], cost["b"]))

    def test_decoder_follows_the_encoder_with_weight_sets(self):
        rng = np.random.default_rng(6)
        ctx, decisions = rng.integers(0, 9, (3, 1000)), (rng.random((3, 1000)) < 0.2).astype(np.int32)
        encoder, mixer = rans.RansEncoder(), contexts.ContextMixer([9, 9], 3)
        for k in range(3):
            mixer.code(encoder, [ctx[k], ctx[k]], decisions[k], k)
        decoder, mixer = rans.RansDecoder(encoder.finish()), contexts.ContextMixer([9, 9], 3)
        got = [mixer.code(decoder, [ctx[k], ctx[k]], None, k) for k in range(3)]
        np.testing.assert_array_equal(got, decisions)

    def test_mixing_one_table_learns_as_the_table_alone(self):
        rng = np.random.default_rng(8)
        mixer, alone, counter = contexts.ContextMixer([5]), contexts.AdaptiveBits(5), rans.BitCounter()
        for _ in range(60):
            ctx, decisions = rng.integers(0, 5, 16), rng.integers(0, 2, 16).astype(np.int32)
            mixer.code(counter, [ctx], decisions)
            alone.code(counter, ctx, decisions)
        np.testing.assert_array_equal(mixer._logits, contexts.stretch(alone.p1))


class Symbols(unittest.TestCase):
    def test_every_coder_round_trips(self):
        rng = np.random.default_rng(7)
        ctx, n = rng.integers(0, 3, 900), 900
        cases = [
            (lambda: symbols.TreeCoder(11, 3), rng.integers(0, 11, n)),
            (lambda: symbols.UnaryCoder(6, 3), rng.integers(0, 7, n)),
            (lambda: symbols.GolombCoder(3), rng.geometric(0.01, n)),
            (lambda: symbols.SignedCoder(3), rng.integers(-300, 301, n)),
        ]
        for make, values in cases:
            encoder = rans.RansEncoder()
            make().code(encoder, ctx, values)
            decoded = make().code(rans.RansDecoder(encoder.finish()), ctx)
            np.testing.assert_array_equal(decoded, values)

    def test_mixed_tree_round_trips(self):
        rng = np.random.default_rng(8)
        tables, values = list(rng.integers(0, 5, (2, 400))), rng.integers(0, 32, 400)
        encoder = rans.RansEncoder()
        symbols.MixedTreeCoder(32, [5, 5]).code(encoder, tables, values)
        decoded = symbols.MixedTreeCoder(32, [5, 5]).code(rans.RansDecoder(encoder.finish()), tables)
        np.testing.assert_array_equal(decoded, values)


if __name__ == "__main__":
    unittest.main()
