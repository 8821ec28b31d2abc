package io.howdah.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.howdah.predict.FilledIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeySketchTest {
  private static long hash(int key) {
    byte[] bytes = ("key-" + key).getBytes(UTF_8);
    return KeySketch.hash(bytes, 0, bytes.length);
  }

  private static KeySketch sketch(int most, Iterable<Integer> keys) {
    KeySketch sketch = new KeySketch(most);
    keys.forEach(key -> sketch.add(hash(key), key % 10));
    return sketch;
  }

  private static KeySketch range(int most, int from, int to) {
    KeySketch sketch = new KeySketch(most);
    for (int key = from; key < to; key++) {
      sketch.add(hash(key), key % 10);
    }
    return sketch;
  }

  private static Overlap.Sample sample(int most, int from, int to) {
    return new Overlap.Sample(range(most, from, to), to - from);
  }

  @Property
  void keepsTheKeysWithTheSmallestHashes(
      @ForAll Set<@IntRange(max = 5000) Integer> keys, @ForAll @IntRange(min = 1, max = 50) int k) {
    List<Long> hashes =
        keys.stream().map(KeySketchTest::hash).sorted(Long::compareUnsigned).limit(k).toList();
    assertThat(sketch(k, keys).entries().stream().map(KeySketch.Entry::hash).toList())
        .isEqualTo(hashes);
  }

  @Property
  void theSamplesOfPartsMergeToTheSampleOfTheWhole(
      @ForAll @Size(max = 300) List<@IntRange(max = 100_000) Integer> keys,
      @ForAll @IntRange(min = 1, max = 60) int k,
      @ForAll @IntRange(min = 1, max = 5) int parts) {
    List<Integer> distinct = new ArrayList<>(new TreeSet<>(keys));
    KeySketch merged = new KeySketch(k);
    for (int part = 0; part < parts; part++) {
      int mine = part;
      sketch(k, distinct.stream().filter(key -> key % parts == mine).toList())
          .entries()
          .forEach(entry -> merged.add(entry.hash(), entry.prediction()));
    }
    assertThat(merged.entries()).isEqualTo(sketch(k, distinct).entries());
  }

  @Property
  void equalHashesAsAnEnemyCouldMakeThemTakeNoMoreRoom(
      @ForAll @Size(max = 200) List<@IntRange(min = -2, max = 2) Integer> hashes,
      @ForAll @IntRange(min = 1, max = 10) int k) {
    KeySketch sketch = new KeySketch(k);
    hashes.forEach(hash -> sketch.add(hash, 0));
    assertThat(sketch.size()).isEqualTo(Math.min(k, hashes.size()));
    assertThat(sketch.entries().stream().map(KeySketch.Entry::hash).toList())
        .isEqualTo(
            hashes.stream()
                .map(Integer::longValue)
                .sorted(Long::compareUnsigned)
                .limit(k)
                .toList());
  }

  @Property(tries = 200)
  void isExactWhereNeitherVersionHasMoreKeysThanASampleHolds(
      @ForAll @IntRange(min = 1, max = 64) int before,
      @ForAll @IntRange(max = 64) int from,
      @ForAll @IntRange(min = 1, max = 64) int rows) {
    Overlap overlap =
        Overlap.of(sample(64, 0, before), sample(64, from, from + rows), (a, b) -> a == b);
    int both = Math.max(0, Math.min(before, from + rows) - from);
    assertThat(overlap).isEqualTo(new Overlap(before, rows, both, both, true));
  }

  @Property(tries = 40)
  void estimatesSharesOfVersionsWhoseSamplesReachDifferentlyFar(
      @ForAll @IntRange(min = 2_000, max = 60_000) int before,
      @ForAll @IntRange(min = 500, max = 60_000) int rows,
      @ForAll @IntRange(max = 100) int shift) {
    int from = (int) (before * (shift / 100.0));
    Overlap overlap =
        Overlap.of(sample(1024, 0, before), sample(1024, from, from + rows), (a, b) -> a == b);
    double both = Math.max(0, Math.min(before, from + rows) - from);
    double lost = 1 - both / before;
    double gained = (rows - both) / before;
    // five standard deviations of a share of so many keys
    double error = 2.5 / Math.sqrt(overlap.before());
    assertThat(overlap.whole()).isFalse();
    assertThat((double) (overlap.before() - overlap.both()) / overlap.before())
        .isCloseTo(lost, within(error));
    assertThat((double) (overlap.after() - overlap.both()) / overlap.before())
        .isCloseTo(gained, within(error * (1 + 2 * gained)));
    assertThat(overlap.agreeing()).isEqualTo(overlap.both());
  }

  @Test
  void countsAsTheSameWhatTheCallerSays() {
    KeySketch before = new KeySketch(8);
    KeySketch after = new KeySketch(8);
    for (int key = 0; key < 8; key++) {
      before.add(hash(key), KeySketch.prediction(key));
      after.add(hash(key), KeySketch.prediction(key < 6 ? key + 0.25f : key + 1));
    }
    Overlap overlap =
        Overlap.of(
            new Overlap.Sample(before, 8),
            new Overlap.Sample(after, 8),
            (a, b) -> Math.abs(Float.intBitsToFloat(a) - Float.intBitsToFloat(b)) <= 0.5);
    assertThat((double) overlap.agreeing() / overlap.both()).isEqualTo(0.75);
    assertThat((double) (overlap.before() - overlap.both()) / overlap.before()).isZero();
    assertThat((double) (overlap.after() - overlap.both()) / overlap.before()).isZero();
  }

  @Test
  void hashesAreThoseOfMurmurHash3() {
    // the first half of the published 128-bit value of "hello", seed 0
    byte[] hello = "(hello)".getBytes(UTF_8);
    assertThat(KeySketch.hash(hello, 1, 5)).isEqualTo(0xcbd8a7b341bd9b02L);
    // and the 32-bit one
    assertThat(KeySketch.prediction("hello")).isEqualTo(0x248bfa47);
  }

  private static Counts rows(long rows) {
    return new Counts(rows, rows, 0, 0, 0, null, rows, rows, 0, 0, Map.of(), FilledIn.of(Map.of()));
  }

  private static KeySketch read(byte[] bytes) throws IOException {
    KeySketch sketch = new KeySketch(KeySketch.SIZE);
    sketch.add(bytes);
    return sketch;
  }

  @Test
  void readsWhatItWrote() throws Exception {
    KeySketch sketch = range(KeySketch.SIZE, 0, 50_000);
    assertThat(sketch.bytes()).hasSize(12 * KeySketch.SIZE);
    KeySketch read = read(sketch.bytes());
    assertThat(read.entries()).isEqualTo(sketch.entries());
    assertThat(read.misfit(rows(50_000))).isEmpty();
    assertThat(read.misfit(rows(4000))).hasValue("holds 4096 keys");
    assertThat(read(new byte[0]).misfit(rows(1))).hasValue("holds 0 keys");
  }

  static List<byte[]> noSamples() {
    return List.of(
        new byte[11],
        ByteBuffer.allocate(24).putLong(2).putInt(0).putLong(1).putInt(0).array(),
        new byte[12 * (KeySketch.SIZE + 1)]);
  }

  @ParameterizedTest
  @MethodSource("noSamples")
  void refusesWhatIsNoSample(byte[] bytes) {
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class);
  }
}
