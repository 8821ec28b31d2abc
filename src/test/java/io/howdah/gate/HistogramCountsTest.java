package io.howdah.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import io.howdah.record.RecordSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistogramCountsTest {
  private static HistogramCounts counts(Task task, List<String> labels) {
    RecordSchema schema = new RecordSchema("id", Optional.empty(), List.of());
    return HistogramCounts.of(new ModelCard("m", "1", schema, List.of(1), task, labels, ""))
        .orElseThrow();
  }

  @Test
  void aScoreOnAnEdgeFallsIntoTheBucketAboveIt() {
    HistogramCounts counts = counts(Task.CLASSIFICATION, List.of("no", "yes"));
    for (int i = 0; i < 20; i++) {
      counts.add(1, Float.parseFloat(i * 5 / 100 + "." + String.format("%02d", i * 5 % 100)));
    }
    counts.add(0, 1);
    long[] expected = new long[20];
    Arrays.fill(expected, 1);
    expected[19] = 2;
    Histogram histogram = counts.histogram();
    assertThat(histogram.counts()).isEqualTo(expected);
    assertThat(histogram.labels()).containsExactly(Map.entry("yes", 20L), Map.entry("no", 1L));
  }

  @Test
  void tellsTheMostFrequentLabelsOnly() {
    List<String> labels = IntStream.range(0, 60).mapToObj(i -> "label-" + i).toList();
    HistogramCounts counts = counts(Task.CLASSIFICATION, labels);
    for (int label = 0; label < 60; label++) {
      for (int i = 0; i <= label; i++) {
        counts.add(label, 0.5f);
      }
    }
    Map<String, Long> told = counts.histogram().labels();
    assertThat(told).hasSize(50).containsEntry("label-59", 60L).doesNotContainKey("label-9");
    assertThat(told.keySet()).first().isEqualTo("label-59");
  }

  @Test
  void partsTheRangeOfValuesThatWasSeen() {
    HistogramCounts counts = counts(Task.REGRESSION, List.of());
    for (int value = -10; value <= 10; value++) {
      counts.add(-1, value);
    }
    counts.add(-1, -0.0f);
    Histogram histogram = counts.histogram();
    assertThat(histogram.from()).isEqualTo(-10);
    assertThat(histogram.to()).isEqualTo(10);
    long[] expected = new long[20];
    Arrays.fill(expected, 1);
    expected[10] = 2; // 0 and -0
    expected[19] = 2; // 9 and 10
    assertThat(histogram.counts()).isEqualTo(expected);
    assertThat(histogram.labels()).isEmpty();
  }

  @Test
  void oneValueAloneIsARangeToo() {
    HistogramCounts counts = counts(Task.REGRESSION, List.of());
    counts.add(-1, 42);
    assertThat(counts.histogram().counts()[0]).isEqualTo(1);
    assertThat(counts.histogram().rows()).isEqualTo(1);
  }

  @Test
  void valuesBesideThePublishedRangeAreBucketsOfTheirOwn() {
    HistogramCounts before = counts(Task.REGRESSION, List.of());
    HistogramCounts after = counts(Task.REGRESSION, List.of());
    for (int i = 0; i < 1000; i++) {
      before.add(-1, i % 2);
      after.add(-1, i % 2 + (i < 400 ? 0 : i < 600 ? -100 : 100));
    }
    // 500 and 500 at both ends of the range, against 200 and 200, 200 below and 400 above
    assertThat(after.against(before.histogram()))
        .hasValue(StabilityIndex.of(new long[] {0, 500, 500, 0}, new long[] {200, 200, 200, 400}));
    assertThat(before.against(before.histogram()).orElseThrow().value()).isZero();
    assertThat(after.labelsAgainst(before.histogram())).isEmpty();
  }

  @Test
  void aRangeOfOneValueHasABelowAndAnAbove() {
    HistogramCounts before = counts(Task.REGRESSION, List.of());
    HistogramCounts after = counts(Task.REGRESSION, List.of());
    before.add(-1, 42);
    for (int value = 40; value <= 46; value += 2) {
      after.add(-1, value);
    }
    assertThat(after.against(before.histogram()))
        .hasValue(StabilityIndex.of(new long[] {0, 1, 0}, new long[] {1, 1, 2}));
  }

  @Test
  void labelsThatAreNotToldAreOneBucketTogether() {
    List<String> labels = IntStream.range(0, 60).mapToObj(i -> "label-" + i).toList();
    HistogramCounts before = counts(Task.CLASSIFICATION, labels);
    HistogramCounts after = counts(Task.CLASSIFICATION, labels);
    long[] expected = new long[51];
    for (int label = 0; label < 60; label++) {
      for (int i = 0; i <= label; i++) {
        before.add(label, 0.5f);
        after.add(label, 0.5f);
      }
    }
    for (int i = 0; i < 50; i++) {
      expected[i] = 60L - i;
    }
    expected[50] = 55; // 1 to 10
    assertThat(before.histogram().rowsByLabel()).isEqualTo(expected);
    assertThat(after.labelsAgainst(before.histogram()).orElseThrow().value()).isZero();
    for (int i = 0; i < 1000; i++) {
      after.add(0, 0.5f); // the rarest
    }
    long[] more = expected.clone();
    more[50] += 1000;
    assertThat(after.labelsAgainst(before.histogram())).hasValue(StabilityIndex.of(expected, more));
  }

  @Test
  void theLabelsOfAnotherModelAreFarAwayInWhateverOrderItsOwnStand() {
    HistogramCounts before = counts(Task.CLASSIFICATION, List.of("no", "yes"));
    HistogramCounts same = counts(Task.CLASSIFICATION, List.of("yes", "no"));
    HistogramCounts others = counts(Task.CLASSIFICATION, List.of("cat", "dog"));
    for (int i = 0; i < 1000; i++) {
      before.add(i % 4 == 0 ? 0 : 1, 0.5f);
      same.add(i % 4 == 0 ? 1 : 0, 0.5f);
      others.add(i % 2, 0.5f);
    }
    assertThat(same.labelsAgainst(before.histogram()).orElseThrow().value()).isZero();
    assertThat(others.labelsAgainst(before.histogram()).orElseThrow().value()).isGreaterThan(5);
  }

  @Test
  void scoresAndValuesCannotBeCompared() {
    HistogramCounts scores = counts(Task.MULTI_LABEL, List.of("a"));
    HistogramCounts values = counts(Task.REGRESSION, List.of());
    scores.add(-1, 0.5f);
    values.add(-1, 0.5f);
    assertThat(scores.against(values.histogram())).isEmpty();
    assertThat(values.against(scores.histogram())).isEmpty();
    assertThat(values.against(new Histogram(null, 0, 1, null, null))).isEmpty();
    assertThat(counts(Task.REGRESSION, List.of()).against(values.histogram())).isEmpty();
  }
}
