package io.howdah.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.howdah.model.NativeBackend;
import io.howdah.predict.Engine;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchReader;
import io.howdah.predict.Predictor;
import io.howdah.predict.Rejects;
import io.howdah.predict.Scores;
import io.howdah.record.RejectCause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Time is scripted: a mini-batch costs 100 µs and 1 µs a row, half of it this thread's own, and
 * decoding nothing.
 */
class SweepTest {
  private static final long CALL_NANOS = 100_000;
  private static final long ROW_NANOS = 1_000;

  private long now;
  private int closed;
  private int most = Integer.MAX_VALUE;
  private final List<String> heard = new ArrayList<>();
  private final List<Integer> order = new ArrayList<>();

  @BeforeAll
  static void loadTheNativeLibrary() {
    NativeBackend.prepare();
  }

  private final class Scripted implements Predictor {
    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public String engine() {
      return "scripted";
    }

    @Override
    public void predict(MiniBatch batch, int from, int to, Scores scores) {
      if (to - from > most) {
        throw new OutOfMemoryError("scripted");
      }
      now += CALL_NANOS + ROW_NANOS * (to - from);
      order.add(to - from);
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private final class Source implements Sweep.Source {
    @Override
    public Predictor open(Engine engine, int threads) throws IOException {
      if (engine == Engine.ONNXRUNTIME) {
        throw new IOException("no native library");
      }
      return new Scripted();
    }

    @Override
    public void use(int threads) {}

    @Override
    public long residentBytes() {
      return 0;
    }
  }

  /** Three rows, and a record that gives none. */
  private static final class Numbers implements MiniBatchReader {
    private int next;

    @Override
    public void fill(MiniBatch batch, Rejects rejects) throws IOException, InterruptedException {
      while (!batch.isFull() && !isOver()) {
        if (next++ == 1) {
          rejects.rejected(RejectCause.UNPARSABLE_NUMBER, "", "", 0, ByteBuffer.allocate(0));
        } else {
          batch.open().feature(0, next);
          batch.close("", 0, ByteBuffer.allocate(0));
        }
      }
    }

    @Override
    public boolean isOver() {
      return next == 4;
    }

    @Override
    public long records() {
      return next;
    }

    @Override
    public float progress() {
      return next / 4f;
    }

    @Override
    public void close() {}
  }

  private List<Measured> run(Duration limit, List<Engine> engines, Integer... sizes)
      throws Exception {
    Sweep.Listener listener =
        new Sweep.Listener() {
          @Override
          public void opened(Engine asked, String engine) {
            heard.add(asked.text() + " is " + engine);
          }

          @Override
          public void leftOut(String what, String why) {
            heard.add(what + ": " + why);
          }

          @Override
          public void round(int round, int rounds) {}
        };
    return new Sweep(
            Numbers::new, 1, new Source(), new Sweep.Clocks(() -> now, () -> now / 2), listener)
        .run(new Sweep.Plan(engines, List.of(1), List.of(sizes), limit));
  }

  @Test
  void measuresRowsASecondAndMillisecondsAMiniBatch() throws Exception {
    List<Measured> sweep = run(Duration.ofSeconds(2), List.of(Engine.ND4J), 1000, 100);
    assertThat(sweep).extracting(each -> each.candidate().batchSize()).containsExactly(100, 1000);
    Measured large = sweep.get(1);
    assertThat(large.rowsPerSecond()).isCloseTo(2 * 1000 / 1.1e-3, within(1.0));
    assertThat(large.p50Millis()).isCloseTo(1.1, within(0.01));
    assertThat(large.p99Millis()).isCloseTo(1.1, within(0.01));
    assertThat(large.predictShare()).isEqualTo(1);
    assertThat(large.residentBytes()).isEqualTo(1000 * 8);
  }

  @Test
  void theWholeSweepKeepsToItsTimeAndClosesItsEngines() throws Exception {
    var unused = run(Duration.ofSeconds(2), List.of(Engine.ND4J, Engine.DL4J), 1, 10, 100);
    assertThat(now).isBetween(1_900_000_000L, 2_010_000_000L);
    assertThat(closed).isEqualTo(2);
  }

  @Test
  void theRoundsOfTheCandidatesTakeTurns() throws Exception {
    var unused = run(Duration.ofSeconds(1), List.of(Engine.ND4J), 1, 10);
    List<Integer> turns = new ArrayList<>();
    for (int size : order.subList(4, order.size())) { // two mini-batches of each warm up
      if (turns.isEmpty() || turns.get(turns.size() - 1) != size) {
        turns.add(size);
      }
    }
    // seven rounds of two; the last of one round is the first of the next
    assertThat(turns).containsExactly(1, 10, 1, 10, 1, 10, 1, 10);
  }

  @Test
  void anEngineThatIsNotThereIsReported() throws Exception {
    List<Measured> sweep = run(Duration.ofSeconds(1), List.of(Engine.ONNXRUNTIME, Engine.ND4J), 10);
    assertThat(sweep).hasSize(1);
    assertThat(heard).containsExactly("onnxruntime: no native library", "nd4j is scripted");
  }

  @Test
  void whatDoesNotFitInMemoryIsLeftOutWithWhatIsLarger() throws Exception {
    most = 10;
    List<Measured> sweep = run(Duration.ofSeconds(1), List.of(Engine.ND4J), 1, 10, 100, 1000);
    assertThat(sweep).extracting(each -> each.candidate().batchSize()).containsExactly(1, 10);
    assertThat(heard)
        .containsExactly(
            "nd4j is scripted",
            "nd4j, 1 thread, mini-batch 100 and larger: it does not fit in memory");
  }

  @Test
  void whatTakesTooLongForTheTimeThereIsEndsTheSizes() throws Exception {
    // a third of 30 ms for four candidates: 2.5 ms each
    List<Measured> sweep =
        run(Duration.ofMillis(30), List.of(Engine.ND4J), 100, 5_000, 10_000, 20_000);
    assertThat(sweep).extracting(each -> each.candidate().batchSize()).containsExactly(100, 5_000);
    assertThat(heard.get(1))
        .isEqualTo(
            "nd4j, 1 thread, mini-batch 5000 is the largest: it takes 5 ms; allow more --seconds"
                + " for larger ones");
  }
}
