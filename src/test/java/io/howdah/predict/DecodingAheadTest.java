package io.howdah.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.record.RejectCause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DecodingAheadTest {
  private static final int WIDTH = 3;

  /** Records drawn by chance, some of which are rejects. */
  private static final class Drawn implements MiniBatchReader {
    private final Random random;
    private final int all;
    private final double rejected;
    private final int failsAt;
    private int read;
    private boolean closed;

    Drawn(long seed, int all, double rejected, int failsAt) {
      this.random = new Random(seed);
      this.all = all;
      this.rejected = rejected;
      this.failsAt = failsAt;
    }

    @Override
    public void fill(MiniBatch batch, Rejects rejects) throws IOException, InterruptedException {
      while (!batch.isFull() && read < all) {
        if (read == failsAt) {
          throw new IOException("Failed to read record " + read);
        }
        read++;
        byte[] key =
            ("k" + random.nextInt(1_000_000))
                .repeat(1 + random.nextInt(9))
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer raw = ByteBuffer.wrap(key, 0, key.length - 1);
        batch.open().key(key, 0, key.length);
        if (random.nextDouble() < rejected) {
          rejects.rejected(RejectCause.UNPARSABLE_NUMBER, "no " + read, "file", read, raw);
          continue;
        }
        for (int slot = 0; slot < WIDTH; slot++) {
          batch.feature(slot, random.nextFloat());
        }
        for (int i = random.nextInt(3); i > 0; i--) {
          batch.filled(random.nextInt(WIDTH));
        }
        batch.time(read);
        batch.close("file" + read % 3, read, 2L * read, raw);
      }
    }

    @Override
    public boolean isOver() {
      return read == all;
    }

    @Override
    public long records() {
      return read;
    }

    @Override
    public float progress() {
      return all == 0 ? 1 : (float) read / all;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** All that comes of a reader, in words. */
  private static List<String> read(MiniBatchReader reader, int capacity) throws Exception {
    List<String> found = new ArrayList<>();
    MiniBatch batch = new MiniBatch(capacity, WIDTH);
    while (!reader.isOver()) {
      reader.fill(
          batch,
          (cause, message, source, offset, raw) ->
              found.add(cause + message + source + offset + StandardCharsets.UTF_8.decode(raw)));
      for (int row = 0; row < batch.size(); row++) {
        long[] filled = new long[WIDTH];
        batch.countFilled(row, filled);
        StringBuilder text = new StringBuilder(new String(batch.key(row), StandardCharsets.UTF_8));
        for (int slot = 0; slot < WIDTH; slot++) {
          text.append(' ').append(batch.value(row, slot)).append(' ').append(filled[slot]);
        }
        text.append(batch.timeOf(row)).append(batch.source(row)).append(batch.offset(row));
        text.append(batch.place(row)).append(StandardCharsets.UTF_8.decode(batch.raw(row)));
        found.add(text.toString());
      }
      found.add(batch.size() + " rows, " + reader.records() + " records, " + reader.progress());
      batch.clear();
    }
    return found;
  }

  @Property(tries = 200)
  void whatIsReadAheadIsWhatIsRead(
      @ForAll long seed,
      @ForAll @IntRange(max = 500) int records,
      @ForAll @IntRange(min = 1, max = 70) int capacity,
      @ForAll @IntRange(max = 10) int tenthsRejected)
      throws Exception {
    double rejected = tenthsRejected / 10.0;
    try (MiniBatchReader ahead =
        new DecodingAhead(new Drawn(seed, records, rejected, Integer.MAX_VALUE))) {
      assertThat(read(ahead, capacity))
          .isEqualTo(read(new Drawn(seed, records, rejected, Integer.MAX_VALUE), capacity));
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aReadThatFailsFailsWhereItsRowsAreWanted() throws Exception {
    Drawn drawn = new Drawn(1, 100, 0, 25);
    try (MiniBatchReader ahead = new DecodingAhead(drawn)) {
      MiniBatch batch = new MiniBatch(10, WIDTH);
      ahead.fill(batch, null);
      batch.clear();
      ahead.fill(batch, null);
      assertThat(ahead.records()).isEqualTo(20);
      batch.clear();
      assertThatThrownBy(() -> ahead.fill(batch, null))
          .isInstanceOf(IOException.class)
          .hasMessage("Failed to read record 25");
    }
    assertThat(drawn.closed).isTrue();
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aCallerThatGivesUpDoesNotWaitForItsRejects() throws Exception {
    Drawn drawn = new Drawn(1, 100_000, 1, Integer.MAX_VALUE);
    MiniBatchReader ahead = new DecodingAhead(drawn);
    MiniBatch batch = new MiniBatch(10, WIDTH);
    assertThatThrownBy(
            () ->
                ahead.fill(
                    batch,
                    (cause, message, source, offset, raw) -> {
                      throw new IOException("no room");
                    }))
        .hasMessage("no room");
    ahead.close();
    assertThat(drawn.closed).isTrue();
    assertThat(drawn.read).isLessThan(100);
  }
}
