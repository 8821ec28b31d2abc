package io.howdah.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.record.Feature;
import io.howdah.record.PlainName;
import io.howdah.record.RecordSchema;
import io.howdah.record.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The text of {@code card.json}. Strict: a field that is unknown, absent, repeated or of another
 * type is a {@link ModelException} that names it.
 */
public final class CardJson {
  /** A longer card is refused. */
  static final int MAX_BYTES = 16 << 20;

  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "version",
          "key",
          "time",
          "features",
          "inputShape",
          "task",
          "labels",
          "sha256",
          "lineage");
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private CardJson() {}

  /** Reads a card; does not close the stream. */
  public static ModelCard parse(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ModelException("Invalid model card: longer than " + MAX_BYTES + " bytes");
    }
    return parse(bytes);
  }

  /** Reads a card. */
  public static ModelCard parse(byte[] json) throws IOException {
    if (!Utf8.isValid(json, 0, json.length)) {
      // Jackson takes some malformed sequences for other names
      throw new ModelException("Invalid model card: not UTF-8");
    }
    JsonFields card = JsonFields.of(tree(json), "");
    card.knowOnly(FIELDS);
    RecordSchema schema =
        new RecordSchema(
            card.column("key").orElseThrow(() -> card.absent("key")),
            card.column("time"),
            features(card));
    ModelCard parsed =
        new ModelCard(
            card.text("name"),
            card.text("version"),
            schema,
            inputShape(card, schema),
            task(card),
            card.texts("labels"),
            card.sha256("sha256"),
            LineageJson.read(card));
    check(parsed, card);
    return parsed;
  }

  /** The card's text, indented, with a line break at the end. */
  public static String write(ModelCard card) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("name", card.name());
    root.put("version", card.version());
    root.put("key", card.schema().key());
    card.schema().time().ifPresent(time -> root.put("time", time));
    ArrayNode features = root.putArray("features");
    FeatureRange.compact(card.schema().features())
        .forEach(feature -> writeFeature(features.addObject(), feature));
    ArrayNode shape = root.putArray("inputShape");
    card.inputShape().forEach(shape::add);
    root.put("task", card.task().text());
    ArrayNode labels = root.putArray("labels");
    card.labels().forEach(labels::add);
    root.put("sha256", card.sha256());
    card.lineage().ifPresent(lineage -> LineageJson.write(lineage, root.putObject("lineage")));
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    try {
      return MAPPER.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Failed to write a model card to memory", e);
    }
  }

  private static void writeFeature(ObjectNode node, Feature feature) {
    node.put("name", feature.name());
    if (feature instanceof Feature.Numeric numeric) {
      node.put("type", "numeric");
      if (!Float.isNaN(numeric.missing())) {
        node.put("missing", numeric.missing());
      }
    } else if (feature instanceof Feature.OneHot oneHot) {
      node.put("type", "one-hot");
      ArrayNode categories = node.putArray("categories");
      oneHot.categories().forEach(categories::add);
      if (oneHot.missing() >= 0) {
        node.put("missing", oneHot.categories().get(oneHot.missing()));
      }
      if (oneHot.unknown() >= 0) {
        node.put("unknown", oneHot.categories().get(oneHot.unknown()));
      }
    }
  }

  private static JsonNode tree(byte[] json) throws ModelException {
    try {
      JsonNesting.check(MAPPER, json, "model card");
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "Invalid model card: not JSON: " + e.getOriginalMessage().replace('\n', ' '), e);
    } catch (ModelException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelException("Invalid model card: " + e.getMessage(), e);
    }
  }

  private static List<Feature> features(JsonFields card) throws ModelException {
    List<Feature> features = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonFields field : card.objects("features")) {
      for (Feature feature : FeatureRange.expand(feature(field))) {
        if (!names.add(feature.name())) {
          throw field.invalid("name", feature.name() + " (must not repeat)");
        }
        if (names.size() > FeatureRange.MAX_FEATURES) {
          throw card.invalid(
              "features", "more than " + FeatureRange.MAX_FEATURES + " (is a range mistyped?)");
        }
        features.add(feature);
      }
    }
    if (features.isEmpty()) {
      throw card.invalid("features", "empty (must name the model's inputs)");
    }
    return features;
  }

  private static Feature feature(JsonFields field) throws ModelException {
    String type = field.text("type");
    var unused = field.column("name");
    switch (type) {
      case "numeric":
        field.knowOnly(Set.of("name", "type", "missing"));
        return new Feature.Numeric(field.text("name"), field.numberOrReject("missing"));
      case "one-hot":
        field.knowOnly(Set.of("name", "type", "categories", "missing", "unknown"));
        return oneHot(field);
      default:
        throw field.invalid("type", type + " (must be numeric or one-hot)");
    }
  }

  private static Feature oneHot(JsonFields field) throws ModelException {
    List<String> categories = field.texts("categories");
    for (String category : categories) {
      field.requireOfData("categories", category);
    }
    if (categories.isEmpty()) {
      throw field.invalid("categories", "empty (must list at least one)");
    }
    if (new HashSet<>(categories).size() != categories.size()) {
      throw field.invalid("categories", categories + " (must not repeat)");
    }
    String name = field.text("name");
    if (FeatureRange.isRange(name)) {
      throw field.invalid("name", name + " (a range must be numeric)");
    }
    return new Feature.OneHot(
        name,
        categories,
        category(field, "missing", categories),
        category(field, "unknown", categories));
  }

  /** Index of the category that a field names; -1 where it is absent or says reject. */
  private static int category(JsonFields field, String rule, List<String> categories)
      throws ModelException {
    Optional<String> named = field.optionalText(rule);
    if (named.isEmpty()) {
      return -1;
    }
    int index = categories.indexOf(named.get());
    boolean reject = named.get().equals("reject");
    if (reject == (index >= 0)) {
      throw field.invalid(
          rule,
          reject
              ? "reject (it is also a category: leave the field out, or rename the category)"
              : named.get() + " (must be reject or one of " + categories + ")");
    }
    return index;
  }

  private static List<Integer> inputShape(JsonFields card, RecordSchema schema)
      throws ModelException {
    List<Integer> shape = card.positiveIntegers("inputShape");
    long product = 1;
    for (int size : shape) {
      product = Math.min(product * size, Integer.MAX_VALUE);
    }
    if (shape.isEmpty() || product != schema.width()) {
      throw card.invalid(
          "inputShape",
          shape + " (its product must be " + schema.width() + ", the width of the features)");
    }
    return shape;
  }

  private static Task task(JsonFields card) throws ModelException {
    String text = card.text("task");
    try {
      return Task.of(text);
    } catch (IllegalArgumentException e) {
      throw new ModelException("Invalid model card: " + e.getMessage(), e);
    }
  }

  private static void check(ModelCard card, JsonFields fields) throws ModelException {
    List<String> labels = card.labels();
    fields.requirePlain("name", card.name(), PlainName.MOST);
    fields.requirePlain("version", card.version(), PlainName.MOST);
    for (String label : labels) {
      fields.requirePlain("labels", label, PlainName.MOST_OF_DATA);
    }
    if (new HashSet<>(labels).size() != labels.size()) {
      throw new ModelException("Invalid model card: labels: must not repeat");
    }
    int least =
        switch (card.task()) {
          case CLASSIFICATION -> 2;
          case MULTI_LABEL -> 1;
          case REGRESSION, EMBEDDING -> 0;
        };
    if (labels.size() < least) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "Invalid model card: labels: %d (%s needs at least %d)",
              labels.size(),
              card.task().text(),
              least));
    }
    if (least == 0 && !labels.isEmpty()) {
      throw new ModelException(
          "Invalid model card: labels: " + labels + " (" + card.task().text() + " has none)");
    }
  }
}
