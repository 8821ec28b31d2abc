package io.howdah.source;

import io.howdah.predict.FilledCounts;
import io.howdah.record.Feature;
import io.howdah.record.FieldNames;
import io.howdah.record.RecordSchema;
import io.howdah.record.RejectCause;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Fields of a model's card that no record of a sample has a value for. A column that was renamed
 * looks like that: where the card has a rule for missing values, every record would get the same.
 */
public final class AbsentFields {
  private static final int SHOWN = 3;

  private final RecordSchema schema;
  private final RecordSample sample;

  public AbsentFields(RecordSchema schema, RecordSample sample) {
    this.schema = schema;
    this.sample = sample;
  }

  /**
   * The features that every record lacked, so that they were filled in, and what may be meant
   * instead.
   *
   * @param filled of the sample
   * @param records of the sample that it counts
   * @return a part of a sentence; empty where each feature has a value somewhere
   */
  public Optional<String> filledEverywhere(FilledCounts filled, long records) throws IOException {
    List<String> absent = new ArrayList<>();
    for (Feature feature : filledIn(filled, records)) {
      if (unlisted(feature).isEmpty()) {
        absent.add(feature.name());
      }
    }
    return absent.isEmpty() ? Optional.empty() : Optional.of(told(absent, sample.names()));
  }

  /**
   * The features that were filled in everywhere although records have values of them, for the card
   * lists none of these; with the first such value.
   *
   * @return a part of a sentence; empty where there are none
   */
  public Optional<String> unlistedEverywhere(FilledCounts filled, long records) throws IOException {
    List<String> unlisted = new ArrayList<>();
    for (Feature feature : filledIn(filled, records)) {
      unlisted(feature)
          .ifPresent(example -> unlisted.add("\"" + feature.name() + "\" (" + example + ")"));
    }
    return unlisted.isEmpty() ? Optional.empty() : Optional.of(few(unlisted));
  }

  private List<Feature> filledIn(FilledCounts filled, long records) {
    List<Feature> everywhere = new ArrayList<>();
    for (int feature = 0; feature < filled.features(); feature++) {
      if (records > 0 && filled.rows(feature) == records) {
        everywhere.add(schema.features().get(feature));
      }
    }
    return everywhere;
  }

  /** What tells of the first category that the card does not list; empty where there is none. */
  private Optional<String> unlisted(Feature feature) throws IOException {
    if (!(feature instanceof Feature.OneHot oneHot)) {
      return Optional.empty();
    }
    Feature strict = new Feature.OneHot(oneHot.name(), oneHot.categories(), oneHot.missing(), -1);
    List<String> found = new ArrayList<>();
    sample.readAll(
        new RecordSchema(schema.key(), Optional.empty(), List.of(strict)),
        (batch, row) -> {},
        (cause, message, file, offset, raw) -> {
          if (cause == RejectCause.UNKNOWN_CATEGORY) {
            found.add(message);
          }
        });
    return found.stream().findFirst();
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
    FieldNames names = sample.names();
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
    return few(
        absent.stream().map(name -> "\"" + name + "\" (" + others.insteadOf(name) + ")").toList());
  }

  private static String few(List<String> all) {
    String first = all.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return all.size() > SHOWN ? first + " and " + (all.size() - SHOWN) + " more" : first;
  }
}
