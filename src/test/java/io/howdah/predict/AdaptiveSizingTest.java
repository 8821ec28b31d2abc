package io.howdah.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.model.NativeBackend;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordSink;
import io.howdah.record.RejectCause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdaptiveSizingTest {
  @BeforeEach
  void forgetOtherTests() {
    NativeBackend.prepare();
    AdaptiveSizing.forget();
  }

  private long now;

  private AdaptiveSizing sizing() {
    return AdaptiveSizing.of("abc", Engine.ND4J, 4, 2, () -> now);
  }

  /** Feeds full mini-batches that take as long as the function says, until it settles. */
  private int settle(AdaptiveSizing sizing, IntToLongFunction nanos) {
    int fed = 0;
    while (!sizing.isSettled() && fed++ < 1000) {
      sizing.begins();
      now += nanos.applyAsLong(sizing.rows());
      sizing.scored(sizing.rows());
    }
    assertThat(sizing.isSettled()).isTrue();
    return sizing.rows();
  }

  @Test
  void takesTheSmallestSizeWithinFivePercentOfTheFastest() {
    // 100 µs a call and 1 µs a row: 2048 rows are 3.5% slower than 8192, 1024 are 7.8%
    assertThat(settle(sizing(), rows -> 100_000 + 1000L * rows)).isEqualTo(2048);
  }

  @Test
  void staysAtTheFirstSizeWhereALargerOneGivesNothing() {
    assertThat(settle(sizing(), rows -> 1000L * rows)).isEqualTo(AdaptiveSizing.FIRST);
  }

  @Test
  void aSizeThatGivesNothingIsNotTheEndOfTheSearch() {
    // only from 256 rows on is it twice as fast
    assertThat(settle(sizing(), rows -> (rows < 256 ? 2000L : 1000L) * rows)).isEqualTo(256);
  }

  @Test
  void aSlowMiniBatchAmongFastOnesDoesNotCount() {
    int[] fed = {0};
    assertThat(settle(sizing(), rows -> (100_000 + 1000L * rows) * (fed[0]++ % 3 == 0 ? 20 : 1)))
        .isEqualTo(2048);
  }

  @Test
  void endsAtTheLargestSize() {
    assertThat(settle(sizing(), rows -> 1_000_000)).isEqualTo(AdaptiveSizing.MOST);
  }

  @Test
  void aSlowModelIsNotTriedForLong() {
    // 100 ms per row: three seconds are over within the first mini-batch
    assertThat(settle(sizing(), rows -> 100_000_000L * rows)).isEqualTo(AdaptiveSizing.FIRST);
  }

  @Test
  void wideRowsHaveSmallMiniBatches() {
    assertThat(
            settle(
                AdaptiveSizing.of("wide", Engine.ND4J, 1 << 18, 0, () -> now), rows -> 1_000_000))
        .isEqualTo(64);
    assertThat(AdaptiveSizing.of("wider", Engine.ND4J, 1 << 25, 0).rows()).isEqualTo(1);
  }

  @Test
  void theNextTaskOfTheJvmBeginsWhereTheLastOneSettled() {
    int found = settle(sizing(), rows -> 100_000 + 1000L * rows);
    AdaptiveSizing next = sizing();
    assertThat(next.rows()).isEqualTo(found);
    assertThat(next.isSettled()).isTrue();
    assertThat(AdaptiveSizing.of("abc", Engine.DL4J, 4, 2).rows()).isEqualTo(AdaptiveSizing.FIRST);
  }

  @Test
  void memoryThatRanOutIsRemembered() {
    AdaptiveSizing sizing = sizing();
    assertThat(sizing.outOfMemory(64)).isTrue();
    assertThat(sizing.rows()).isEqualTo(32);
    assertThat(sizing().rows()).isEqualTo(32);
    assertThat(sizing.outOfMemory(1)).isFalse();
  }

  @Test
  void everyRowIsScoredOnceThoughMemoryRunsOut() throws Exception {
    Limited predictor = new Limited(40, new OutOfMemoryError("scripted"));
    List<Float> scored = score(predictor, sizing(), 1000);
    assertThat(scored).containsExactlyElementsOf(numbers(1000));
    // once the first had failed no mini-batch was too large again
    assertThat(predictor.failures).isEqualTo(1);
    assertThat(sizing().rows()).isEqualTo(32);
  }

  @Test
  void whatNativeCodeThrowsForWantOfMemoryIsTheSame() throws Exception {
    Limited predictor = new Limited(40, new RuntimeException("std::bad_alloc"));
    assertThat(score(predictor, sizing(), 1000)).hasSize(1000);
    assertThat(predictor.failures).isEqualTo(1);
  }

  @Test
  void aFixedSizeThatDoesNotFitFailsAndSaysWhatToDo() {
    Limited predictor = new Limited(40, new OutOfMemoryError("scripted"));
    assertThatThrownBy(() -> score(predictor, BatchSizing.fixed(64), 1000))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot score 64 rows at once: out of memory (scripted); take a smaller --batch-size,"
                + " or auto");
  }

  @Test
  void theScorersMiniBatchesGrowWithTheSizing() throws Exception {
    Limited predictor = new Limited(Integer.MAX_VALUE, new OutOfMemoryError());
    BatchSizing growing =
        new BatchSizing() {
          private int rows = 2;

          @Override
          public int rows() {
            return rows;
          }

          @Override
          public void begins() {}

          @Override
          public void scored(int size) {
            assertThat(size).isIn(rows, 1); // the last one is not full
            rows = size * 2;
          }

          @Override
          public boolean outOfMemory(int size) {
            return false;
          }
        };
    assertThat(score(predictor, growing, 31)).containsExactlyElementsOf(numbers(31));
    assertThat(predictor.sizes).containsExactly(2, 4, 8, 16, 1);
  }

  private static List<Float> numbers(int count) {
    return IntStream.range(0, count).mapToObj(i -> (float) i).toList();
  }

  private static List<Float> score(Predictor predictor, BatchSizing sizing, int count)
      throws Exception {
    List<Float> scored = new ArrayList<>();
    MiniBatchScorer.Output output =
        new MiniBatchScorer.Output() {
          @Override
          public void scored(MiniBatch batch, int row, Scores scores) {
            scored.add(scores.at(row, 0));
          }

          @Override
          public void rejected(
              RejectCause cause, String message, String source, long offset, ByteBuffer raw) {
            throw new AssertionError(message);
          }
        };
    RecordScorer<Float> scorer = new RecordScorer<>(new Numbers(), predictor, sizing, 1, output);
    for (float number : numbers(count)) {
      scorer.add(number, "", 0);
    }
    scorer.flush();
    return scored;
  }

  /** Says of each row its one feature; fails for more rows than it has memory for. */
  private static final class Limited implements Predictor {
    private final int most;
    private final Throwable failure;
    private final List<Integer> sizes = new ArrayList<>();
    private int failures;

    Limited(int most, Throwable failure) {
      this.most = most;
      this.failure = failure;
    }

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public String engine() {
      return "limited";
    }

    @Override
    public void predict(MiniBatch batch, int from, int to, Scores scores) {
      if (to - from > most) {
        failures++;
        if (failure instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) failure;
      }
      sizes.add(to - from);
      for (int row = from; row < to; row++) {
        scores.values()[row] = batch.floats().get(row);
      }
    }

    @Override
    public void close() {}
  }

  private static final class Numbers implements RecordDecoder<Float> {
    @Override
    public void decode(Float record, RecordSink sink) {
      sink.feature(0, record);
    }

    @Override
    public ByteBuffer raw(Float record) {
      return ByteBuffer.allocate(0);
    }
  }
}
