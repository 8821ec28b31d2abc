package io.howdah.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * What the later nodes of an Oozie workflow can ask of an action, with {@code wf:actionData}: the
 * texts, numbers and booleans at the top of the JSON objects that a verb printed, each object on a
 * line of its own. Of values with one name the last counts.
 */
final class ActionData extends OutputStream {
  /** Bytes of a file of action data that Oozie takes, as it is installed; more fail the action. */
  static final int MOST_BYTES = 2048;

  /** Characters of a value; the rest is cut off. */
  static final int MOST_CHARACTERS = 500;

  /** Bytes of the verb's output that are kept; whatever follows is not looked at. */
  static final int MOST_PRINTED = 64 << 10;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Override
  public void write(int next) {
    if (printed.size() < MOST_PRINTED) {
      printed.write(next);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    printed.write(bytes, offset, Math.min(length, MOST_PRINTED - printed.size()));
  }

  /**
   * The file that Oozie reads. A value that would make it too long is left out, the earlier ones
   * stay; the exit code is the first.
   */
  byte[] file(int exitCode) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("exitCode", Integer.toString(exitCode));
    printed
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("{"))
        .forEach(line -> values.putAll(scalars(line)));
    Properties data = new Properties();
    byte[] file = bytes(data);
    for (Map.Entry<String, String> value : values.entrySet()) {
      data.setProperty(value.getKey(), value.getValue());
      byte[] longer = bytes(data);
      if (longer.length <= MOST_BYTES) {
        file = longer;
      } else {
        data.remove(value.getKey());
      }
    }
    return file;
  }

  private static Map<String, String> scalars(String line) {
    Map<String, String> scalars = new LinkedHashMap<>();
    try {
      JSON.readTree(line)
          .fields()
          .forEachRemaining(
              field -> {
                if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                  scalars.put(field.getKey(), cut(field.getValue().asText()));
                }
              });
    } catch (JsonProcessingException e) {
      return Map.of(); // a line of text that happens to begin with a brace
    }
    return scalars;
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
  }

  private static byte[] bytes(Properties data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    data.store(bytes, null);
    return bytes.toByteArray();
  }
}
