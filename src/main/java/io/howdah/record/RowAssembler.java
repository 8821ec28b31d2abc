package io.howdah.record;

import ch.randelshofer.fastdoubleparser.JavaFloatParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.io.Text;

/** Turns the bytes of single fields into a row's key, time and features: what all formats share. */
final class RowAssembler {
  private static final long LAST_TIME = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private static final int MOST_SHOWN = 40;

  private final List<Feature> features;
  private final int[] slots;
  private final List<Map<Text, Integer>> categories;
  private final Text category = new Text();
  private final PlainDecimal decimal = new PlainDecimal((byte) ' ');

  RowAssembler(RecordSchema schema) {
    this.features = schema.features();
    this.slots = new int[features.size()];
    this.categories =
        features.stream()
            .map(f -> f instanceof Feature.OneHot oneHot ? index(oneHot) : Map.<Text, Integer>of())
            .toList();
    int slot = 0;
    for (int i = 0; i < slots.length; i++) {
      slots[i] = slot;
      slot += features.get(i).width();
    }
  }

  private static Map<Text, Integer> index(Feature.OneHot feature) {
    Map<Text, Integer> index = new HashMap<>();
    for (String name : feature.categories()) {
      byte[] text =
          Utf8.bytes(name)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "Invalid category of " + feature.name() + ": not Unicode text"));
      index.put(new Text(text), index.size());
    }
    return index;
  }

  /** The slot of a feature that is a number; -1 of any other. */
  int numberSlot(int index) {
    return features.get(index) instanceof Feature.Numeric ? slots[index] : -1;
  }

  void key(byte[] bytes, int from, int to, RecordSink sink) throws InvalidRecordException {
    RecordKey.check(bytes, from, to);
    sink.key(bytes, from, to - from);
  }

  void time(byte[] bytes, int from, int to, RecordSink sink) throws InvalidRecordException {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
    long time;
    try {
      time =
          !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')
              ? Long.parseLong(text)
              : Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
      throw invalidTime(shown(bytes, from, to));
    }
    if (time < 0 || time > LAST_TIME) {
      throw invalidTime(shown(bytes, from, to));
    }
    sink.time(time);
  }

  private static InvalidRecordException invalidTime(String text) {
    return new InvalidRecordException(
        RejectCause.INVALID_TIME,
        "Invalid time: "
            + text
            + " (must be epoch milliseconds or like 2026-11-24T00:00:00Z, 1970 to 9999)");
  }

  void feature(int index, byte[] bytes, int from, int to, RecordSink sink)
      throws InvalidRecordException {
    while (from < to && FieldSplitter.isBlank(bytes[from])) {
      from++;
    }
    while (from < to && FieldSplitter.isBlank(bytes[to - 1])) {
      to--;
    }
    if (from == to) {
      missing(index, sink);
    } else if (features.get(index) instanceof Feature.OneHot oneHot) {
      category.set(bytes, from, to - from);
      Integer at = categories.get(index).get(category);
      if (at == null) {
        throw new InvalidRecordException(
            RejectCause.UNKNOWN_CATEGORY,
            "Unknown category of " + oneHot.name() + ": " + shown(bytes, from, to));
      }
      oneHot(index, oneHot, at, sink);
    } else {
      sink.feature(slots[index], number(index, bytes, from, to));
    }
  }

  /**
   * A JSON boolean: 1 or 0 of a number; else the category {@code true} or {@code false}, which
   * cards also call 1 and 0.
   */
  void feature(int index, boolean value, RecordSink sink) throws InvalidRecordException {
    byte[] text = (value ? "true" : "false").getBytes(StandardCharsets.US_ASCII);
    if (!categories.get(index).containsKey(new Text(text))) {
      text = new byte[] {(byte) (value ? '1' : '0')};
    }
    feature(index, text, 0, text.length, sink);
  }

  /** The feature's rule for a missing value: what it fills in, it tells the sink. */
  void missing(int index, RecordSink sink) throws InvalidRecordException {
    if (features.get(index) instanceof Feature.Numeric numeric && !Float.isNaN(numeric.missing())) {
      sink.feature(slots[index], numeric.missing());
    } else if (features.get(index) instanceof Feature.OneHot oneHot && oneHot.missing() >= 0) {
      oneHot(index, oneHot, oneHot.missing(), sink);
    } else {
      throw new InvalidRecordException(
          RejectCause.MISSING_VALUE, "Missing value of " + features.get(index).name());
    }
    sink.filled(index);
  }

  private void oneHot(int index, Feature.OneHot feature, int at, RecordSink sink) {
    for (int i = 0; i < feature.width(); i++) {
      sink.feature(slots[index] + i, i == at ? 1 : 0);
    }
  }

  private float number(int index, byte[] bytes, int from, int to) throws InvalidRecordException {
    if (decimal.read(bytes, from, to) && decimal.end() == to) {
      return decimal.value();
    }
    if (isJavaLiteral(bytes, from, to)) {
      throw unparsable(index, bytes, from, to);
    }
    float value;
    try {
      value = JavaFloatParser.parseFloat(bytes, from, to - from);
    } catch (NumberFormatException e) {
      throw unparsable(index, bytes, from, to);
    }
    if (!Float.isFinite(value)) {
      throw new InvalidRecordException(
          RejectCause.NON_FINITE_NUMBER,
          "Invalid number of " + features.get(index).name() + ": " + value);
    }
    return value;
  }

  /**
   * What Java's parser takes beyond decimals, and data mean otherwise: {@code 5d}, {@code 0x1p3}.
   */
  private static boolean isJavaLiteral(byte[] bytes, int from, int to) {
    int last = bytes[to - 1] | 0x20;
    boolean found = last == 'd' || last == 'f';
    for (int i = from; i < to; i++) {
      found |= (bytes[i] | 0x20) == 'x';
    }
    return found;
  }

  private InvalidRecordException unparsable(int index, byte[] bytes, int from, int to) {
    return new InvalidRecordException(
        RejectCause.UNPARSABLE_NUMBER,
        "Invalid number of " + features.get(index).name() + ": " + shown(bytes, from, to));
  }

  /** A value that is there, but of a shape that no feature, key or time has. */
  InvalidRecordException misshapen(int index, String shape) {
    Feature feature = features.get(index);
    return new InvalidRecordException(
        feature instanceof Feature.OneHot
            ? RejectCause.UNKNOWN_CATEGORY
            : RejectCause.UNPARSABLE_NUMBER,
        "Invalid value of " + feature.name() + ": " + shape);
  }

  /** The beginning of a field: a message goes into a log line and a header, a record does not. */
  private static String shown(byte[] bytes, int from, int to) {
    return Excerpt.of(
        new String(bytes, from, Math.min(to - from, MOST_SHOWN), StandardCharsets.UTF_8),
        MOST_SHOWN);
  }
}
