package io.howdah.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.record.PlainName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The field {@code lineage} of a card. */
final class LineageJson {
  private static final String PARENT = "parent";
  private static final String PARENT_SHA256 = "parentSha256";
  private static final String PASSES = "passes";
  private static final String RECORDS = "records";
  private static final String LARGEST = "largestDifference";
  private static final String MEAN = "meanDifference";
  private static final String AGREEMENT = "agreement";
  private static final String RELATIVE_ERROR = "relativeError";
  private static final String PARENT_ACCURACY = "parentAccuracy";
  private static final String ACCURACY = "accuracy";

  /** A name, a colon and a version. */
  private static final int LONGEST_PARENT = 2 * PlainName.MOST + 1;

  private static final Set<String> FIELDS =
      Set.of(
          PARENT,
          PARENT_SHA256,
          PASSES,
          RECORDS,
          LARGEST,
          MEAN,
          AGREEMENT,
          RELATIVE_ERROR,
          PARENT_ACCURACY,
          ACCURACY);

  private LineageJson() {}

  static Optional<Lineage> read(JsonFields card) throws ModelException {
    Optional<JsonFields> lineage = card.optionalObject("lineage");
    return lineage.isEmpty() ? Optional.empty() : Optional.of(lineage(lineage.get()));
  }

  private static Lineage lineage(JsonFields fields) throws ModelException {
    fields.knowOnly(FIELDS);
    Drift drift =
        new Drift(
            (long) fields.amount(RECORDS),
            fields.amount(LARGEST),
            fields.amount(MEAN),
            fields.optionalAmount(AGREEMENT),
            fields.optionalAmount(RELATIVE_ERROR),
            fields.optionalAmount(PARENT_ACCURACY),
            fields.optionalAmount(ACCURACY));
    String parent = fields.text(PARENT);
    fields.requirePlain(PARENT, parent, LONGEST_PARENT);
    List<String> passes = fields.texts(PASSES);
    for (String pass : passes) {
      fields.requirePlain(PASSES, pass, PlainName.MOST_OF_DATA);
    }
    return new Lineage(parent, fields.sha256(PARENT_SHA256), passes, drift);
  }

  static void write(Lineage lineage, ObjectNode node) {
    node.put(PARENT, lineage.parent());
    node.put(PARENT_SHA256, lineage.parentSha256());
    ArrayNode passes = node.putArray(PASSES);
    lineage.passes().forEach(passes::add);
    Drift drift = lineage.drift();
    node.put(RECORDS, drift.records());
    node.put(LARGEST, drift.largest());
    node.put(MEAN, drift.mean());
    put(node, AGREEMENT, drift.agreement());
    put(node, RELATIVE_ERROR, drift.relativeError());
    put(node, PARENT_ACCURACY, drift.parentAccuracy());
    put(node, ACCURACY, drift.accuracy());
  }

  private static void put(ObjectNode node, String field, OptionalDouble value) {
    if (value.isPresent()) {
      node.put(field, value.getAsDouble());
    }
  }
}
