package io.howdah.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.io.Text;

/**
 * Decodes one JSON object per line. Fields are found by name; {@code "p": [1, 2]} gives {@code p0}
 * and {@code p1}, {@code "a": {"b": 1}} gives {@code a.b}; fields that the schema does not name are
 * skipped. A value of another shape than the schema says is no missing one: {@link JsonShapes}.
 */
final class JsonDecoder implements RecordDecoder<Text> {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int KEY = -2;
  private static final int TIME = -3;
  private static final int MAX_DEPTH = 64;
  private static final String ONE = " (must be one whole object per line, or per event)";

  /** What Jackson adds for those who program with it. */
  private static final Pattern INTERNALS =
      Pattern.compile(
          ": (enable `|was expecting|expected |no open )| \\((start marker|for |must |in"
              + " order|StreamRead)");

  private final RowAssembler row;
  private final Map<String, Integer> roles = new HashMap<>();
  private final boolean[] seen;
  private final JsonShapes shapes;
  private final boolean hasTime;
  private byte[] digits = new byte[32];
  private boolean keySeen;
  private boolean timeSeen;

  JsonDecoder(RecordSchema schema, FieldConventions conventions) {
    this.row = new RowAssembler(schema, conventions, false);
    this.seen = new boolean[schema.features().size()];
    this.shapes = new JsonShapes(schema, seen);
    this.hasTime = schema.time().isPresent();
    for (int i = 0; i < seen.length; i++) {
      roles.put(schema.features().get(i).name(), i);
    }
    schema.time().ifPresent(time -> roles.put(time, TIME));
    roles.put(schema.key(), KEY);
  }

  @Override
  public void decode(Text record, RecordSink sink) throws InvalidRecordException {
    read(record, sink);
    if (hasTime && !timeSeen) {
      throw new InvalidRecordException(RejectCause.INVALID_TIME, "Invalid time: absent");
    }
    shapes.end(row);
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i]) {
        row.missing(i, sink);
      }
    }
  }

  private void read(Text record, RecordSink sink) throws InvalidRecordException {
    Arrays.fill(seen, false);
    shapes.begin();
    keySeen = false;
    timeSeen = false;
    checkText(record.getBytes(), record.getLength());
    try (JsonParser parser = JSON.createParser(record.getBytes(), 0, record.getLength())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("not an object" + ONE);
      }
      object(parser, "", 1, sink);
      if (parser.nextToken() != null) {
        throw malformed("text after the object" + ONE);
      }
    } catch (IOException e) {
      throw malformed(reason(e));
    }
    if (!keySeen) {
      throw new InvalidRecordException(RejectCause.EMPTY_KEY, "Invalid key: absent");
    }
  }

  /** What Jackson lets pass: sequences longer than they need be, surrogates, UTF-16. */
  private static void checkText(byte[] bytes, int length) throws InvalidRecordException {
    if (!Utf8.isValid(bytes, 0, length)) {
      throw new InvalidRecordException(RejectCause.MALFORMED_TEXT, "Invalid JSON: not UTF-8");
    }
    if (length > 1 && (bytes[0] == 0 || bytes[1] == 0)) {
      throw malformed("a zero byte (must be UTF-8)");
    }
  }

  private void object(JsonParser parser, String prefix, int depth, RecordSink sink)
      throws IOException, InvalidRecordException {
    if (depth > MAX_DEPTH) {
      throw malformed("nested deeper than " + MAX_DEPTH);
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = prefix.isEmpty() ? parser.currentName() : prefix + "." + parser.currentName();
      parser.nextToken();
      value(parser, name, depth, sink);
    }
  }

  private void value(JsonParser parser, String name, int depth, RecordSink sink)
      throws IOException, InvalidRecordException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        refuseShape(name, "an object");
        object(parser, name, depth + 1, sink);
        shapes.object(name);
      }
      case START_ARRAY -> {
        refuseShape(name, "an array");
        if (depth > MAX_DEPTH) {
          throw malformed("nested deeper than " + MAX_DEPTH);
        }
        int length = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          value(parser, name + length++, depth + 1, sink);
        }
        shapes.array(name, length);
      }
      case VALUE_NULL -> shapes.nothing(name, roles.get(name)); // as if absent
      case VALUE_STRING -> scalar(name, parser, sink);
      default -> numberOrBoolean(parser, name, sink);
    }
  }

  /** What stands there is not absent, so no rule for missing values may fill it in. */
  private void refuseShape(String name, String shape) throws InvalidRecordException {
    Integer role = roles.get(name);
    if (role == null) {
      return;
    }
    if (role == KEY) {
      throw malformed("the key " + name + " is " + shape);
    }
    throw role == TIME
        ? new InvalidRecordException(RejectCause.INVALID_TIME, "Invalid time: " + shape)
        : row.misshapen(role, shape);
  }

  /** Of a feature it goes on without a string; of a key or a time it is text. */
  private void numberOrBoolean(JsonParser parser, String name, RecordSink sink)
      throws IOException, InvalidRecordException {
    Integer role = roles.get(name);
    if (role == null || role < 0) {
      scalar(name, parser, sink);
      return;
    }
    once(seen[role], name);
    seen[role] = true;
    if (parser.currentToken().isNumeric()) {
      number(role, parser, sink);
    } else {
      row.feature(role, parser.getBooleanValue(), sink);
    }
  }

  private void number(int role, JsonParser parser, RecordSink sink)
      throws IOException, InvalidRecordException {
    int length = parser.getTextLength();
    if (digits.length < length) {
      digits = new byte[length];
    }
    char[] chars = parser.getTextCharacters();
    int start = parser.getTextOffset();
    for (int i = 0; i < length; i++) {
      digits[i] = (byte) chars[start + i];
    }
    row.feature(role, digits, 0, length, sink);
  }

  private void scalar(String name, JsonParser parser, RecordSink sink)
      throws IOException, InvalidRecordException {
    Integer role = roles.get(name);
    if (role == null) {
      shapes.scalar(name, shape(parser.currentToken()));
      return;
    }
    String text = parser.getText();
    if (role == KEY) {
      once(keySeen, name);
      keySeen = true;
      byte[] key = bytes(text, "key");
      row.key(key, 0, key.length, sink);
      return;
    }
    byte[] bytes = bytes(text, name);
    if (role == TIME) {
      once(timeSeen, name);
      timeSeen = true;
      row.time(bytes, 0, bytes.length, sink);
    } else {
      once(seen[role], name);
      seen[role] = true;
      row.feature(role, bytes, 0, bytes.length, sink);
    }
  }

  private static String shape(JsonToken token) {
    return token.isNumeric() ? "a number" : token.isBoolean() ? "a boolean" : "a text";
  }

  /** Half a surrogate pair comes of its escape: as "?" two such keys would be one. */
  private static byte[] bytes(String text, String name) throws InvalidRecordException {
    return Utf8.bytes(text)
        .orElseThrow(
            () ->
                new InvalidRecordException(
                    RejectCause.MALFORMED_TEXT, "Invalid " + name + ": not Unicode text"));
  }

  /** What the parser says, without what is for programmers. */
  private static String reason(IOException e) {
    if (e instanceof JsonEOFException) {
      return "the object is not closed" + ONE;
    }
    String line =
        e instanceof JsonProcessingException parsing
            ? parsing.getOriginalMessage().lines().findFirst().orElse("")
            : e.getMessage();
    Matcher internals = INTERNALS.matcher(line);
    String said = internals.find() ? line.substring(0, internals.start()) : line;
    return said.startsWith("Unexpected close marker") ? said + ONE : said;
  }

  private static void once(boolean before, String name) throws InvalidRecordException {
    if (before) {
      throw twice(name);
    }
  }

  static InvalidRecordException twice(String name) {
    return malformed("field " + name + " appears twice");
  }

  private static InvalidRecordException malformed(String why) {
    return new InvalidRecordException(RejectCause.MALFORMED_JSON, "Invalid JSON: " + why);
  }

  @Override
  public ByteBuffer raw(Text record) {
    return ByteBuffer.wrap(record.getBytes(), 0, record.getLength());
  }
}
