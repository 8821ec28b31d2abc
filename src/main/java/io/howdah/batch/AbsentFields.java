package io.howdah.batch;

import io.howdah.predict.FilledCounts;
import io.howdah.record.Feature;
import io.howdah.record.FieldNames;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.io.Text;

/**
 * Fields of a model's card that no record of a sample has a value for. A column that was renamed
 * looks like that: where the card has a rule for missing values, every record would get the same.
 */
public final class AbsentFields {
  private static final int SHOWN = 3;

  private final RecordSchema schema;
  private final FieldNames names;

  /**
   * @param columns of a CSV; without meaning for JSON
   * @param sample of the records
   */
  public AbsentFields(
      RecordSchema schema, RecordFormat format, List<String> columns, List<Text> sample) {
    this.schema = schema;
    this.names =
        format.kind() == RecordFormat.Kind.JSON
            ? FieldNames.ofJson(sample)
            : FieldNames.of(columns);
  }

  /**
   * The features that were filled in in every record, and what may be meant instead.
   *
   * @param filled of the sample
   * @param records of the sample that it counts
   * @return a part of a sentence; empty where each feature has a value somewhere
   */
  public Optional<String> filledEverywhere(FilledCounts filled, long records) {
    List<String> absent = new ArrayList<>();
    for (int feature = 0; feature < filled.features(); feature++) {
      if (records > 0 && filled.rows(feature) == records) {
        absent.add(filled.name(feature));
      }
    }
    return told(absent);
  }

  /** The same of the fields without which no record can be scored at all, as JSON may lack them. */
  public Optional<String> neededAndNowhere() {
    List<String> needed = new ArrayList<>();
    needed.add(schema.key());
    schema.time().ifPresent(needed::add);
    for (Feature feature : schema.features()) {
      if (!hasRule(feature)) {
        needed.add(feature.name());
      }
    }
    needed.removeIf(names::has);
    return told(needed);
  }

  private static boolean hasRule(Feature feature) {
    return feature instanceof Feature.Numeric numeric
        ? !Float.isNaN(numeric.missing())
        : feature instanceof Feature.OneHot oneHot && oneHot.missing() >= 0;
  }

  private Optional<String> told(List<String> absent) {
    if (absent.isEmpty()) {
      return Optional.empty();
    }
    FieldNames others = names.without(schema.names());
    String first =
        absent.stream()
            .limit(SHOWN)
            .map(name -> "\"" + name + "\" (" + others.insteadOf(name) + ")")
            .collect(Collectors.joining(", "));
    return Optional.of(
        absent.size() > SHOWN ? first + " and " + (absent.size() - SHOWN) + " more" : first);
  }
}
