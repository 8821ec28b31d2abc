package io.howdah.batch.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.Task;
import io.howdah.predict.Interpreter;
import io.howdah.predict.Merge;
import io.howdah.predict.MiniBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * {@code latest} against a plain recomputation: records in the order of the input, cut into parts,
 * each read by a task of its own that may merge some of them early; they arrive in any order.
 */
class LatestPropertiesTest {
  private static final Interpreter VALUE = new Interpreter(Task.REGRESSION, List.of(), false);
  private static final RecordMerger LATEST = new RecordMerger(Merge.of("latest"));

  /** One record of the input; its value tells it apart from all others of its key. */
  private record Line(int key, long time, float value) {}

  @Property(tries = 500)
  void keepsTheLastRecordOfTheInput(
      @ForAll @IntRange(min = 1, max = 60) int size, @ForAll long seed) throws Exception {
    assertKeepsTheLast(size, new Random(seed), false);
  }

  @Property(tries = 500)
  void keepsTheLastRecordOfTheInputAmongThoseOfTheLatestTime(
      @ForAll @IntRange(min = 1, max = 60) int size, @ForAll long seed) throws Exception {
    assertKeepsTheLast(size, new Random(seed), true);
  }

  private static void assertKeepsTheLast(int size, Random random, boolean timed) throws Exception {
    List<Line> input = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      input.add(
          new Line(
              random.nextInt(8),
              timed ? random.nextInt(3) : MiniBatch.NO_TIME,
              random.nextInt(4) + i / 1000f));
    }
    List<Shipped> arriving = shipped(input, random);
    Collections.shuffle(arriving, random);
    TreeMap<Integer, List<ScoredRecord>> byKey = new TreeMap<>();
    for (Shipped record : arriving) {
      byKey.computeIfAbsent(record.key, key -> new ArrayList<>()).add(record.read());
    }
    TreeMap<Integer, Float> found = new TreeMap<>();
    int doubled = 0;
    for (int key : byKey.keySet()) {
      RecordMerger.Kept kept = LATEST.merge(byKey.get(key), VALUE);
      found.put(key, kept.records().get(0).score());
      doubled += kept.isDoubled() ? 1 : 0;
    }
    assertThat(found).isEqualTo(last(input));
    assertThat(doubled).isEqualTo(doubled(input));
  }

  /** What a user computes by hand: later lines replace earlier ones unless their time is older. */
  private static Map<Integer, Float> last(List<Line> input) {
    TreeMap<Integer, Line> last = new TreeMap<>();
    for (Line line : input) {
      Line before = last.get(line.key);
      if (before == null || line.time >= before.time) {
        last.put(line.key, line);
      }
    }
    TreeMap<Integer, Float> values = new TreeMap<>();
    last.forEach((key, line) -> values.put(key, line.value));
    return values;
  }

  private static int doubled(List<Line> input) {
    TreeMap<Integer, Integer> times = new TreeMap<>();
    input.forEach(line -> times.merge(line.key, 1, Integer::sum));
    return (int) times.values().stream().filter(count -> count > 1).count();
  }

  /** A record as the bytes that travel. */
  private record Shipped(int key, byte[] bytes) {
    static Shipped of(int key, ScoredRecord record) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      record.write(new DataOutputStream(bytes));
      return new Shipped(key, bytes.toByteArray());
    }

    ScoredRecord read() throws IOException {
      ScoredRecord record = new ScoredRecord();
      record.readFields(new DataInputStream(new ByteArrayInputStream(bytes)));
      return record;
    }
  }

  /** Cuts the input into parts, and what a task holds of a part into spills, merged or not. */
  private static List<Shipped> shipped(List<Line> input, Random random) throws IOException {
    List<Shipped> shipped = new ArrayList<>();
    int part = 0;
    long offset = 0;
    TreeMap<Integer, List<ScoredRecord>> spill = new TreeMap<>();
    for (Line line : input) {
      if (random.nextInt(6) == 0) {
        spill(spill, random.nextBoolean(), shipped);
        part += 1 + random.nextInt(3);
        offset = random.nextInt(1000);
      } else if (random.nextInt(6) == 0) {
        spill(spill, random.nextBoolean(), shipped);
      }
      long place = (long) part << 42 | offset;
      offset += 1 + random.nextInt(100);
      ScoredRecord record = new ScoredRecord();
      float[] outputs = {line.value};
      record.set(line.time, place, -1, line.value, outputs, 0, 0);
      spill.computeIfAbsent(line.key, key -> new ArrayList<>()).add(record);
    }
    spill(spill, true, shipped);
    return shipped;
  }

  private static void spill(
      Map<Integer, List<ScoredRecord>> spill, boolean early, List<Shipped> shipped)
      throws IOException {
    for (int key : spill.keySet()) {
      List<ScoredRecord> records = spill.get(key);
      for (ScoredRecord record : early ? LATEST.best(records).records() : records) {
        shipped.add(Shipped.of(key, record));
      }
    }
    spill.clear();
  }
}
