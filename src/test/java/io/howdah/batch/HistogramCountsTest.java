package io.howdah.batch;

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
}
