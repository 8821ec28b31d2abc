package io.howdah.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.howdah.record.PlainName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * The typed fields of one JSON object of a card.
 *
 * @param path of the object within the card, for messages: {@code features[3].}
 */
record JsonFields(JsonNode node, String path) {
  static JsonFields of(JsonNode node, String path) throws ModelException {
    if (!node.isObject()) {
      throw new ModelException(
          "Invalid model card: "
              + (path.isEmpty() ? "" : path.substring(0, path.length() - 1) + ": ")
              + "must be a JSON object");
    }
    return new JsonFields(node, path);
  }

  ModelException invalid(String field, String problem) {
    return new ModelException("Invalid model card: " + path + field + ": " + problem);
  }

  void knowOnly(Set<String> known) throws ModelException {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw invalid(name, "unknown field (must be one of " + new TreeSet<>(known) + ")");
      }
    }
  }

  String text(String field) throws ModelException {
    return optionalText(field).orElseThrow(() -> absent(field));
  }

  ModelException absent(String field) {
    return invalid(field, "absent (must be a non-empty text)");
  }

  /** The name of a column. */
  Optional<String> column(String field) throws ModelException {
    Optional<String> column = optionalText(field);
    if (column.isPresent()) {
      requireOfData(field, column.get());
    }
    return column;
  }

  void requireOfData(String field, String text) throws ModelException {
    try {
      PlainName.requireOfData(text);
    } catch (IllegalArgumentException e) {
      throw new ModelException("Invalid model card: " + path + field + ": " + e.getMessage(), e);
    }
  }

  /** One line of visible text. */
  void requirePlain(String field, String text, int most) throws ModelException {
    try {
      PlainName.require(text, most);
    } catch (IllegalArgumentException e) {
      throw new ModelException("Invalid model card: " + path + field + ": " + e.getMessage(), e);
    }
  }

  Optional<String> optionalText(String field) throws ModelException {
    JsonNode value = value(field);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw invalid(field, value + " (must be a non-empty text)");
    }
    return Optional.of(value.textValue());
  }

  /** A fingerprint. */
  String sha256(String field) throws ModelException {
    String text = text(field);
    if (!text.matches("[0-9a-f]{64}")) {
      throw invalid(field, text + " (must be 64 lower-case hexadecimal digits)");
    }
    return text;
  }

  /** A number >= 0. */
  double amount(String field) throws ModelException {
    return optionalAmount(field)
        .orElseThrow(() -> invalid(field, "absent (must be a number >= 0)"));
  }

  OptionalDouble optionalAmount(String field) throws ModelException {
    JsonNode value = value(field);
    if (value.isMissingNode()) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber() || !(value.doubleValue() >= 0 && Double.isFinite(value.doubleValue()))) {
      throw invalid(field, value + " (must be a number >= 0)");
    }
    return OptionalDouble.of(value.doubleValue());
  }

  Optional<JsonFields> optionalObject(String field) throws ModelException {
    JsonNode value = value(field);
    return value.isMissingNode() ? Optional.empty() : Optional.of(of(value, path + field + "."));
  }

  /** A finite number; NaN where the field is absent or {@code "reject"}. */
  float numberOrReject(String field) throws ModelException {
    JsonNode value = value(field);
    if (value.isMissingNode() || "reject".equals(value.textValue())) {
      return Float.NaN;
    }
    if (!value.isNumber() || !Float.isFinite(value.floatValue())) {
      throw invalid(field, value + " (must be a finite number or reject)");
    }
    return value.floatValue();
  }

  /** Non-empty texts; an absent field is an empty list. */
  List<String> texts(String field) throws ModelException {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : array(field)) {
      if (!value.isTextual() || value.textValue().isEmpty()) {
        throw invalid(field, value + " (must be non-empty texts)");
      }
      texts.add(value.textValue());
    }
    return texts;
  }

  List<Integer> positiveIntegers(String field) throws ModelException {
    List<Integer> integers = new ArrayList<>();
    for (JsonNode value : array(field)) {
      if (!value.isInt() || value.intValue() < 1) {
        throw invalid(field, value + " (must be integers >= 1)");
      }
      integers.add(value.intValue());
    }
    return integers;
  }

  List<JsonFields> objects(String field) throws ModelException {
    List<JsonFields> objects = new ArrayList<>();
    for (JsonNode value : array(field)) {
      objects.add(of(value, path + field + "[" + objects.size() + "]."));
    }
    return objects;
  }

  private JsonNode value(String field) {
    JsonNode value = node.get(field);
    return value == null ? MissingNode.getInstance() : value;
  }

  private JsonNode array(String field) throws ModelException {
    JsonNode value = value(field);
    if (!value.isMissingNode() && !value.isArray()) {
      throw invalid(field, value + " (must be a list)");
    }
    return value;
  }
}
