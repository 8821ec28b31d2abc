package io.howdah.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The text of {@code tuning.json}. Strict: a field that is unknown, absent, repeated, of another
 * type or out of its bounds is a {@link ModelException} that names it.
 */
public final class TuningJson {
  /** A longer file is refused. */
  static final int MAX_BYTES = 1 << 20;

  private static final int MAX_TEXT = 200;
  private static final int MAX_THREADS = 1024;
  private static final double MAX_NUMBER = 1e12;
  private static final Set<String> FIELDS =
      Set.of(
          "sha256",
          "engine",
          "cpu",
          "cluster",
          "threads",
          "batchSize",
          "rowsPerSecond",
          "p50Millis",
          "p99Millis",
          "at");
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private TuningJson() {}

  /** Reads a tuning; does not close the stream. */
  public static Tuning parse(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ModelException("Invalid tuning: longer than " + MAX_BYTES + " bytes");
    }
    JsonNode root;
    try {
      JsonNesting.check(MAPPER, bytes, "tuning");
      root = MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "Invalid tuning: not JSON: " + e.getOriginalMessage().replace('\n', ' '), e);
    }
    JsonNode list = root.path("entries");
    if (!root.isObject() || root.size() != 1 || !list.isArray()) {
      throw new ModelException("Invalid tuning: must be one list of entries");
    }
    if (list.size() > Tuning.MAX_ENTRIES) {
      throw new ModelException(
          "Invalid tuning: " + list.size() + " entries (at most " + Tuning.MAX_ENTRIES + ")");
    }
    List<Tuning.Entry> entries = new ArrayList<>();
    for (JsonNode node : list) {
      entries.add(new Fields(node, "entries[" + entries.size() + "]").entry());
    }
    return new Tuning(entries);
  }

  /** The tuning's text, indented, with a line break at the end. */
  public static String write(Tuning tuning) {
    ObjectNode root = MAPPER.createObjectNode();
    var list = root.putArray("entries");
    for (Tuning.Entry entry : tuning.entries()) {
      list.addObject()
          .put("sha256", entry.measured().sha256())
          .put("engine", entry.measured().engine())
          .put("cpu", entry.measured().cpu())
          .put("cluster", entry.measured().cluster())
          .put("threads", entry.threads())
          .put("batchSize", entry.batchSize())
          .put("rowsPerSecond", entry.rowsPerSecond())
          .put("p50Millis", entry.p50Millis())
          .put("p99Millis", entry.p99Millis())
          .put("at", entry.at());
    }
    return root.toPrettyString() + "\n";
  }

  /** One entry's fields, checked one by one. */
  private record Fields(JsonNode node, String path) {
    Tuning.Entry entry() throws ModelException {
      if (!node.isObject()) {
        throw invalid("", "must be an object");
      }
      for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!FIELDS.contains(name)) {
          throw invalid(name.substring(0, Math.min(name.length(), MAX_TEXT)), "unknown field");
        }
      }
      if (!text("sha256").matches("[0-9a-f]{64}")) {
        throw invalid("sha256", "must be 64 lower-case hexadecimal digits");
      }
      if (!node.path("cluster").isBoolean()) {
        throw invalid("cluster", "must be true or false");
      }
      return new Tuning.Entry(
          new Tuning.Case(
              text("sha256"), text("engine"), text("cpu"), node.path("cluster").booleanValue()),
          (int) whole("threads", MAX_THREADS),
          (int) whole("batchSize", Tuning.MAX_BATCH_SIZE),
          number("rowsPerSecond"),
          number("p50Millis"),
          number("p99Millis"),
          whole("at", Long.MAX_VALUE));
    }

    private String text(String field) throws ModelException {
      String value = node.path(field).textValue();
      if (value == null
          || value.isBlank()
          || value.length() > MAX_TEXT
          || value.chars().anyMatch(Character::isISOControl)) {
        throw invalid(field, "must be a text of one line, at most " + MAX_TEXT + " characters");
      }
      return value;
    }

    private long whole(String field, long most) throws ModelException {
      JsonNode value = node.path(field);
      if (!value.isIntegralNumber() || !value.canConvertToLong()) {
        throw invalid(field, "must be a whole number");
      }
      long number = value.longValue();
      if (number < 1 || number > most) {
        throw invalid(field, number + " (must be 1 to " + most + ")");
      }
      return number;
    }

    private double number(String field) throws ModelException {
      JsonNode value = node.path(field);
      if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= MAX_NUMBER)) {
        throw invalid(field, "must be a number of at least 0");
      }
      return value.doubleValue();
    }

    private ModelException invalid(String field, String problem) {
      return new ModelException(
          "Invalid tuning: " + path + (field.isEmpty() ? "" : "." + field) + ": " + problem);
    }
  }
}
