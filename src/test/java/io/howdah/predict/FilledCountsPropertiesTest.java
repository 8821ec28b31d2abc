package io.howdah.predict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.record.Feature;
import io.howdah.record.FieldConventions;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import io.howdah.record.RejectCause;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.hadoop.io.Text;

/** What is counted as filled in is what a plain recount finds, whatever becomes of the records. */
class FilledCountsPropertiesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How a record says that it has no value. */
  private enum Absence {
    NONE,
    EMPTY,
    BLANK,
    LEFT_OUT
  }

  /** What becomes of a record that can be decoded. */
  private enum Fate {
    SCORED,
    NOT_FINITE,
    THROWS
  }

  private record Generated(String line, Fate fate, boolean decodable, List<String> absent) {}

  private final List<Feature> features = new ArrayList<>();
  private final Map<String, Fate> fates = new HashMap<>();

  @Property(tries = 300)
  void whatIsFilledInIsCountedOncePerScoredRecord(
      @ForAll long seed,
      @ForAll RecordFormat.Kind kind,
      @ForAll @IntRange(min = 1, max = 9) int batchSize)
      throws Exception {
    Random random = new Random(seed);
    features.clear();
    fates.clear();
    for (int i = 0; i <= random.nextInt(5); i++) {
      boolean rule = random.nextInt(4) > 0;
      features.add(
          random.nextBoolean()
              ? new Feature.Numeric("n" + i, rule ? i : Float.NaN)
              : new Feature.OneHot("c" + i, List.of("red", "green"), rule ? 1 : -1));
    }
    List<Generated> records = new ArrayList<>();
    for (int i = 0; i < random.nextInt(40); i++) {
      records.add(record(i, kind, random));
    }
    Map<String, Long> expected = new LinkedHashMap<>();
    long values = 0;
    for (Generated record : records) {
      if (record.decodable() && record.fate() == Fate.SCORED) {
        for (String name : record.absent()) {
          expected.merge(name, 1L, Long::sum);
          values++;
        }
      }
    }
    FilledCounts counted = count(records, kind, batchSize);
    Map<String, Long> found = new LinkedHashMap<>();
    counted.addTo(found);
    assertThat(found).isEqualTo(expected);
    assertThat(counted.values()).isEqualTo(values);
    assertThat(counted.summary().records()).isEqualTo(expected);
    assertThat(counted.summary().features()).isEqualTo(expected.size());
    assertThat(counted.summary().most())
        .isEqualTo(expected.values().stream().mapToLong(Long::longValue).max().orElse(0));
  }

  private Generated record(int number, RecordFormat.Kind kind, Random random) throws Exception {
    Fate fate = Fate.values()[Math.max(0, random.nextInt(8) - 5)];
    List<String> absent = new ArrayList<>();
    List<String> fields = new ArrayList<>(List.of("k" + number));
    ObjectNode json = JSON.createObjectNode().put("id", "k" + number);
    boolean decodable = true;
    for (Feature feature : features) {
      Absence absence =
          random.nextBoolean() ? null : Absence.values()[random.nextInt(Absence.values().length)];
      String value =
          feature instanceof Feature.OneHot
              ? (random.nextBoolean() ? "red" : "green")
              : Integer.toString(random.nextInt(100) - 50);
      if (absence != null) {
        absent.add(feature.name());
        decodable &= hasRule(feature);
        value = absence == Absence.BLANK ? "  " : "";
      }
      fields.add(value);
      if (absence == Absence.NONE) {
        json.putNull(feature.name());
      } else if (absence != Absence.LEFT_OUT) {
        json.put(feature.name(), value);
      }
    }
    // a record that fails after some of its values were filled in
    boolean broken = random.nextInt(6) == 0;
    if (broken) {
      fields.add("one column too many");
    }
    String text =
        kind == RecordFormat.Kind.JSON
            ? JSON.writeValueAsString(json) + (broken ? "}" : "")
            : String.join(kind == RecordFormat.Kind.CSV ? "," : "\t", fields);
    fates.put("k" + number, fate);
    return new Generated(text, fate, decodable && !broken, absent);
  }

  private static boolean hasRule(Feature feature) {
    return feature instanceof Feature.Numeric numeric
        ? !Float.isNaN(numeric.missing())
        : ((Feature.OneHot) feature).missing() >= 0;
  }

  private FilledCounts count(List<Generated> records, RecordFormat.Kind kind, int batchSize)
      throws Exception {
    RecordSchema schema = new RecordSchema("id", Optional.empty(), features);
    List<String> columns = new ArrayList<>(List.of("id"));
    features.forEach(feature -> columns.add(feature.name()));
    FilledCounts counts = new FilledCounts(features);
    RecordScorer<Text> scorer =
        new RecordScorer<>(
            new RecordFormat(
                    kind,
                    kind == RecordFormat.Kind.CSV ? ',' : '\t',
                    true,
                    columns,
                    // JSON takes an empty text for a value where nothing else is said
                    new FieldConventions(List.of(""), '.', FieldConventions.DOUBLED, false))
                .decoder(schema, columns),
            new Fated(),
            batchSize,
            schema.width(),
            new MiniBatchScorer.Output() {
              @Override
              public void scored(MiniBatch batch, int row, Scores scores) {
                counts.add(batch, row);
              }

              @Override
              public void rejected(
                  RejectCause cause, String message, String source, long offset, ByteBuffer raw) {}
            });
    for (Generated record : records) {
      scorer.add(new Text(record.line()), "", 0);
    }
    scorer.flush();
    return counts;
  }

  /** Does to each row what was drawn for its key. */
  private final class Fated implements Predictor {
    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public String engine() {
      return "fated";
    }

    @Override
    public void predict(MiniBatch batch, int from, int to, Scores scores) {
      for (int row = from; row < to; row++) {
        String key = new String(batch.keys(), batch.keyStart(row), batch.keyLength(row), UTF_8);
        if (fates.get(key) == Fate.THROWS) {
          throw new IllegalStateException("a row that cannot be scored");
        }
        scores.values()[row] = fates.get(key) == Fate.SCORED ? 1 : Float.NaN;
      }
    }

    @Override
    public void close() {}
  }
}
