package io.howdah.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.view.ViewCells;
import io.howdah.view.ViewRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Ages of rows, against a plain recomputation from the list of them. */
class AgeCounterTest {
  private static final long NOW = Instant.parse("2026-11-24T12:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final List<Long> EDGES =
      List.of(0L, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY);

  /** A key's cells as a test writes them down; null where the layer has none. */
  record Drawn(Long batch, Long speed, boolean deleted) {
    ViewRow row() {
      return new ViewRow(
          Optional.ofNullable(batch).map(time -> new ViewRow.Layer(time, Map.of("label", ""))),
          Optional.ofNullable(speed)
              .map(
                  time ->
                      new ViewRow.Layer(
                          time,
                          deleted
                              ? Map.of(ViewCells.DELETED, "", "label", "")
                              : Map.of("label", "", ViewCells.MODEL, ""))));
    }

    boolean isSpeed() {
      return speed != null && (batch == null || speed > batch);
    }

    boolean isRow() {
      return isSpeed() ? !deleted : batch != null;
    }

    long age(long at) {
      return at - (isSpeed() ? speed : batch);
    }
  }

  @Provide
  Arbitrary<List<Drawn>> rows() {
    // ages on the edges and limits themselves are frequent; some are of the future
    Arbitrary<Long> ages =
        Arbitraries.oneOf(
            Arbitraries.longs().between(-5 * MINUTE, 10 * DAY),
            Combinators.combine(Arbitraries.of(EDGES), Arbitraries.longs().between(-1, 1))
                .as(Long::sum));
    Arbitrary<Long> times = ages.map(age -> NOW - age);
    return Combinators.combine(
            times.injectNull(0.3), times.injectNull(0.5), Arbitraries.of(true, false))
        .as(Drawn::new)
        .list()
        .ofMaxSize(40);
  }

  @Provide
  Arbitrary<Duration> limits() {
    return Arbitraries.of(EDGES).filter(edge -> edge > 0).map(Duration::ofMillis);
  }

  @Property(tries = 500)
  void everyRowIsCountedOnceInEachDistribution(
      @ForAll("rows") List<Drawn> drawn,
      @ForAll("limits") Duration soft,
      @ForAll("limits") Duration hard,
      @ForAll boolean isSoft,
      @ForAll boolean isHard) {
    Validity validity =
        new Validity(
            isSoft ? Optional.of(soft) : Optional.empty(),
            isHard ? Optional.of(hard) : Optional.empty());
    long before = NOW + HOUR;
    AgeCounter counter =
        new AgeCounter(
            validity, Instant.ofEpochMilli(NOW), Optional.of(Instant.ofEpochMilli(before)));
    drawn.forEach(one -> counter.add(one.row()));

    AgeDistribution ages = counter.distribution();

    List<Drawn> rows = drawn.stream().filter(Drawn::isRow).toList();
    assertThat(ages.rows()).isEqualTo(rows.size());
    assertThat(ages.speedRows()).isEqualTo(rows.stream().filter(Drawn::isSpeed).count());
    for (int i = 0; i < EDGES.size(); i++) {
      long from = i == 0 ? Long.MIN_VALUE : EDGES.get(i);
      long to = i + 1 < EDGES.size() ? EDGES.get(i + 1) : Long.MAX_VALUE;
      assertThat(ages.buckets().get(i).rows())
          .as("from %d to %d", from, to)
          .isEqualTo(
              rows.stream().filter(row -> from <= row.age(NOW) && row.age(NOW) < to).count());
    }
    assertThat(ages.newest().map(time -> NOW - time.toEpochMilli()).stream().toList())
        .isEqualTo(rows.stream().map(row -> row.age(NOW)).sorted().limit(1).toList());
    assertThat(ages.oldest().map(time -> NOW - time.toEpochMilli()).stream().toList())
        .isEqualTo(
            rows.stream()
                .map(row -> row.age(NOW))
                .sorted(java.util.Comparator.reverseOrder())
                .limit(1)
                .toList());
    assertCounts(ages.now(), NOW, rows, isSoft ? soft : null, isHard ? hard : null);
    assertCounts(
        ages.before().orElseThrow(), before, rows, isSoft ? soft : null, isHard ? hard : null);
  }

  private static void assertCounts(
      ValidityCounts counts, long at, List<Drawn> rows, Duration soft, Duration hard) {
    long expired =
        rows.stream().filter(row -> hard != null && row.age(at) >= hard.toMillis()).count();
    long stale =
        rows.stream()
            .filter(row -> soft != null && row.age(at) > soft.toMillis())
            .filter(row -> hard == null || row.age(at) < hard.toMillis())
            .count();
    assertThat(counts)
        .isEqualTo(
            new ValidityCounts(
                Instant.ofEpochMilli(at), rows.size() - stale - expired, stale, expired));
    if (!rows.isEmpty()) {
      assertThat(counts.staleShare()).isEqualTo((double) stale / rows.size());
      assertThat(counts.expiredShare()).isEqualTo((double) expired / rows.size());
      assertThat(counts.outdatedShare()).isEqualTo((double) (stale + expired) / rows.size());
    }
  }

  @Example
  void aViewWithoutRowsHasNoShares() {
    AgeDistribution none =
        new AgeCounter(
                new Validity(Optional.of(Duration.ofMinutes(1)), Optional.empty()),
                Instant.ofEpochMilli(NOW),
                Optional.empty())
            .distribution();
    assertThat(none.rows()).isZero();
    assertThat(none.newest()).isEmpty();
    assertThat(none.now().outdatedShare()).isZero();
    assertThat(none.before()).isEmpty();
  }

  @Example
  void aShareOfAMillionRowsIsExact() {
    AgeCounter counter =
        new AgeCounter(
            new Validity(Optional.of(Duration.ofMinutes(10)), Optional.empty()),
            Instant.ofEpochMilli(NOW),
            Optional.empty());
    LongStream.range(0, 1_000_000)
        .mapToObj(i -> new Drawn(NOW - (i == 77 ? 11 * MINUTE : MINUTE), null, false).row())
        .forEach(counter::add);
    assertThat(counter.distribution().now().outdatedShare()).isEqualTo(1e-6);
  }
}
