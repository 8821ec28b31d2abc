package io.howdah.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.SmallModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthTest {
  private static final long SECOND = 1_000_000_000;
  private static final long OLD = 1000;
  private static final long NEW = 2000;
  private static final String FEATURES = "3,-1,red";

  @TempDir Path folder;

  private final NavigableSet<Long> published = new TreeSet<>(Set.of(OLD));
  private SmallModel model;
  private Truth truth;

  @BeforeEach
  void twoVersionsOfWhichTheFirstIsPublished() throws Exception {
    model = new SmallModel(folder);
    truth =
        new Truth(
            new Outcomes(model),
            new Truth.Catalog() {
              @Override
              public long now() {
                return published.last();
              }

              @Override
              public boolean ever(long version) {
                return published.contains(version);
              }
            });
    truth.begun(OLD);
    truth.begun(NEW);
  }

  @Test
  void aVersionAnswersOnceItIsPublished() throws IOException {
    String key = keyOf(true, true);
    assertThat(wrong(key, 0, batch(key, OLD))).isEmpty();
    assertThat(wrong(key, 0, batch(key, NEW))).isPresent();
    published.add(NEW);
    assertThat(wrong(key, 0, batch(key, NEW))).isEmpty();
    assertThat(wrong(key, 0, batch(key, OLD))).isPresent();
  }

  @Test
  void aVersionThatWasSkippedNeverAnswers() throws IOException {
    truth.begun(3000);
    published.add(3000L);
    String key = keyOf(true, true);
    assertThat(wrong(key, 0, batch(key, NEW))).isPresent();
  }

  @Test
  void aKeyIsAbsentOnlyFromAVersionThatIsPublished() throws IOException {
    String key = keyOf(true, false);
    Seen none = new Seen("none", 0, "", 0);
    assertThat(wrong(key, 0, none)).isPresent();
    published.add(NEW);
    assertThat(wrong(key, 0, none)).isEmpty();
  }

  @Test
  void aReaderMayNotKnowForAMomentWhatAnotherWasTold() throws IOException {
    String key = keyOf(true, true);
    truth.sent(key, NEW + 1, FEATURES);
    assertThat(wrong(key, 0, speed(NEW + 1, FEATURES))).isEmpty();
    assertThat(wrong(key, SECOND * 30, batch(key, OLD))).isEmpty();
    assertThat(wrong(key, 0, batch(key, OLD))).isPresent();
    Truth.Before toldBefore = truth.before(key, SECOND * 30, NEW + 1);
    assertThat(truth.wrong(toldBefore, batch(key, OLD))).isPresent();
  }

  @Test
  void anEventAnswersWithItsOwnScores() throws IOException {
    String key = keyOf(true, true);
    assertThat(wrong(key, 0, speed(OLD + 1, FEATURES))).isPresent();
    truth.sent(key, OLD + 1, FEATURES);
    assertThat(wrong(key, 0, speed(OLD + 1, FEATURES))).isEmpty();
    Seen other = new Seen("speed", OLD + 1, speed(OLD + 1, FEATURES).label(), 0.5f);
    assertThat(wrong(key, 0, other)).isPresent();
  }

  @Test
  void whenAllIsCalmTheNewestEventAnswersAndNothingElse() {
    String key = keyOf(true, true);
    truth.sent(key, OLD + 1, "1,1,green");
    truth.sent(key, OLD + 3, FEATURES);
    assertThat(truth.wrongWhenCalm(key, OLD, speed(OLD + 3, FEATURES))).isEmpty();
    assertThat(truth.wrongWhenCalm(key, OLD, speed(OLD + 1, "1,1,green"))).isPresent();
    assertThat(truth.wrongWhenCalm(key, OLD, batch(key, OLD))).isPresent();
    assertThat(truth.wrongWhenCalm(key, NEW, batch(key, NEW))).isEmpty();
    assertThat(truth.wrongWhenCalm(key, NEW, batch(key, OLD))).isPresent();
  }

  @Test
  void whenAllIsCalmADeletionHides() {
    String key = keyOf(true, true);
    truth.sent(key, OLD + 1, null);
    assertThat(truth.wrongWhenCalm(key, OLD, new Seen("deleted", OLD + 1, "", 0))).isEmpty();
    assertThat(truth.wrongWhenCalm(key, OLD, batch(key, OLD))).isPresent();
  }

  private Optional<String> wrong(String key, long lagNanos, Seen seen) throws IOException {
    return truth.wrong(truth.before(key, lagNanos, 0), seen);
  }

  private static String keyOf(boolean inOld, boolean inNew) {
    return IntStream.range(0, Truth.KEYS)
        .mapToObj(Truth::key)
        .filter(key -> Truth.row(OLD, key).isPresent() == inOld)
        .filter(key -> Truth.row(NEW, key).isPresent() == inNew)
        .findFirst()
        .orElseThrow();
  }

  private Seen batch(String key, long version) {
    return seen("batch", version, Truth.row(version, key).orElseThrow());
  }

  private Seen speed(long time, String features) {
    return seen("speed", time, features);
  }

  private Seen seen(String kind, long asOf, String features) {
    float[] outputs = model.outputs("any," + features);
    return outputs[0] > outputs[1]
        ? new Seen(kind, asOf, "no", outputs[0])
        : new Seen(kind, asOf, "yes", outputs[1]);
  }
}
