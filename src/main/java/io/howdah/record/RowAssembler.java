package io.howdah.record;

import ch.randelshofer.fastdoubleparser.JavaFloatParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.io.Text;

/** Turns the bytes of single fields into a row's key, time and features: what all formats share. */
final class RowAssembler {
  private static final long LAST_TIME = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private static final int MOST_SHOWN = 40;

  /** What Java and Python print of such a number; any other text is none. */
  private static final Set<String> NON_FINITE =
      Set.of("NaN", "+NaN", "-NaN", "Infinity", "+Infinity", "-Infinity", "nan", "inf", "-inf");

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ONE = {'1'};
  private static final byte[] ZERO = {'0'};

  private final List<Feature> features;
  private final int[] slots;
  private final List<Map<Text, Integer>> categories;
  private final Text category = new Text();
  private final PlainDecimal decimal = new PlainDecimal((byte) ' ');
  private final boolean emptyIsMissing;
  private final byte[][] nullTexts;
  private final boolean hasComma;
  private byte[] scratch = new byte[32];

  /**
   * @param emptyIsMissing true if an empty value is a missing one
   */
  RowAssembler(RecordSchema schema, FieldConventions conventions, boolean emptyIsMissing) {
    this.emptyIsMissing = emptyIsMissing;
    this.nullTexts =
        conventions.nullTexts().stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    this.hasComma = conventions.decimal() == ',';
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
    if (nullTexts.length > 0 && isNull(bytes, from, to)) {
      throw new InvalidRecordException(
          RejectCause.EMPTY_KEY,
          "Invalid key: " + shown(bytes, from, to) + " stands for a missing value");
    }
    RecordKey.check(bytes, from, to);
    sink.key(bytes, from, to - from);
  }

  void time(byte[] bytes, int from, int to, RecordSink sink) throws InvalidRecordException {
    int first = first(bytes, from, to);
    int last = last(bytes, first, to);
    if (nullTexts.length > 0 && isNull(bytes, first, last)) {
      throw invalidTime(shown(bytes, from, to));
    }
    String text = new String(bytes, first, last - first, StandardCharsets.UTF_8);
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

  private static int first(byte[] bytes, int from, int to) {
    int first = from;
    while (first < to && FieldSplitter.isBlank(bytes[first])) {
      first++;
    }
    return first;
  }

  private static int last(byte[] bytes, int from, int to) {
    int last = to;
    while (from < last && FieldSplitter.isBlank(bytes[last - 1])) {
      last--;
    }
    return last;
  }

  void feature(int index, byte[] bytes, int start, int end, RecordSink sink)
      throws InvalidRecordException {
    int from = first(bytes, start, end);
    int to = last(bytes, from, end);
    if (from == to && emptyIsMissing) {
      missing(index, sink);
    } else if (features.get(index) instanceof Feature.OneHot oneHot) {
      category(index, oneHot, bytes, from, to, sink);
    } else if (nullTexts.length > 0 && isNull(bytes, from, to)) {
      missing(index, sink);
    } else {
      sink.feature(slots[index], number(index, bytes, from, to));
    }
  }

  /** What the card lists is a category, even if it stands for a missing value elsewhere. */
  private void category(
      int index, Feature.OneHot feature, byte[] bytes, int from, int to, RecordSink sink)
      throws InvalidRecordException {
    category.set(bytes, from, to - from);
    Integer at = categories.get(index).get(category);
    if (at != null) {
      oneHot(index, feature, at, sink);
    } else if (isNull(bytes, from, to)) {
      missing(index, sink);
    } else if (feature.unknown() >= 0) {
      oneHot(index, feature, feature.unknown(), sink);
      sink.filled(index);
    } else {
      throw new InvalidRecordException(
          RejectCause.UNKNOWN_CATEGORY,
          "Unknown category of " + feature.name() + ": " + shown(bytes, from, to));
    }
  }

  private boolean isNull(byte[] bytes, int from, int to) {
    for (byte[] text : nullTexts) {
      if (Arrays.equals(text, 0, text.length, bytes, from, to)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A JSON boolean: 1 or 0 of a number; else the category {@code true} or {@code false}, which
   * cards also call 1 and 0.
   */
  void feature(int index, boolean value, RecordSink sink) throws InvalidRecordException {
    byte[] word = value ? TRUE : FALSE;
    byte[] digit = value ? ONE : ZERO;
    boolean isNumber = features.get(index) instanceof Feature.Numeric;
    byte[] text = isNumber || (!lists(index, word) && lists(index, digit)) ? digit : word;
    feature(index, text, 0, text.length, sink);
  }

  private boolean lists(int index, byte[] text) {
    category.set(text, 0, text.length);
    return categories.get(index).containsKey(category);
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
    return hasComma
        ? number(index, withPoint(index, bytes, from, to), 0, to - from, bytes, from)
        : number(index, bytes, from, to, bytes, from);
  }

  /** A point in a number with a decimal comma would part its thousands, or be a slip. */
  private byte[] withPoint(int index, byte[] bytes, int from, int to)
      throws InvalidRecordException {
    if (scratch.length < to - from) {
      scratch = new byte[to - from];
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] == '.') {
        throw unparsable(index, bytes, from, to);
      }
      scratch[i - from] = bytes[i] == ',' ? (byte) '.' : bytes[i];
    }
    return scratch;
  }

  /**
   * @param shown the field as it was written, from {@code at} on
   */
  private float number(int index, byte[] bytes, int from, int to, byte[] shown, int at)
      throws InvalidRecordException {
    if (decimal.read(bytes, from, to) && decimal.end() == to) {
      return decimal.value();
    }
    if (!DecimalText.isDecimal(bytes, from, to)) {
      if (NON_FINITE.contains(new String(bytes, from, to - from, StandardCharsets.UTF_8))) {
        throw nonFinite(index, shown, at, at + to - from);
      }
      throw unparsable(index, shown, at, at + to - from);
    }
    float value = JavaFloatParser.parseFloat(bytes, from, to - from);
    if (!Float.isFinite(value)) {
      throw nonFinite(index, shown, at, at + to - from);
    }
    return value;
  }

  private InvalidRecordException nonFinite(int index, byte[] bytes, int from, int to) {
    return new InvalidRecordException(
        RejectCause.NON_FINITE_NUMBER,
        "Invalid number of "
            + features.get(index).name()
            + ": "
            + shown(bytes, from, to)
            + " (must be finite)");
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
    if (from == to) {
      return "an empty text";
    }
    return Excerpt.of(
        new String(bytes, from, Math.min(to - from, MOST_SHOWN), StandardCharsets.UTF_8),
        MOST_SHOWN);
  }
}
