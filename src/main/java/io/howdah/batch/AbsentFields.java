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

  /** So many records tell what names there are. */
  private static final int LOOKED_AT = 1000;

  private final RecordSchema schema;
  private final RecordFormat format;
  private final List<String> columns;
  private final List<InputSample.Entry> sample;

  /**
   * @param columns of a CSV; without meaning for JSON
   * @param sample of the records
   */
  public AbsentFields(
      RecordSchema schema,
      RecordFormat format,
      List<String> columns,
      List<InputSample.Entry> sample) {
    this.schema = schema;
    this.format = format;
    this.columns = columns;
    this.sample = sample;
  }

  private FieldNames names() {
    return format.kind() == RecordFormat.Kind.JSON
        ? FieldNames.ofJson(
            sample.stream().limit(LOOKED_AT).map(entry -> new Text(entry.bytes())).toList())
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
    return absent.isEmpty() ? Optional.empty() : Optional.of(told(absent, names()));
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
    FieldNames names = names();
    needed.removeIf(names::has);
    return needed.isEmpty() ? Optional.empty() : Optional.of(told(needed, names));
  }

  private static boolean hasRule(Feature feature) {
    return feature instanceof Feature.Numeric numeric
        ? !Float.isNaN(numeric.missing())
        : feature instanceof Feature.OneHot oneHot && oneHot.missing() >= 0;
  }

  private String told(List<String> absent, FieldNames names) {
    FieldNames others = names.without(schema.names());
    String first =
        absent.stream()
            .limit(SHOWN)
            .map(name -> "\"" + name + "\" (" + others.insteadOf(name) + ")")
            .collect(Collectors.joining(", "));
    return absent.size() > SHOWN ? first + " and " + (absent.size() - SHOWN) + " more" : first;
  }
}
