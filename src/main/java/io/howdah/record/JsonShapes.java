package io.howdah.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The objects and arrays that a card's features lie in, and what one record has in their place. A
 * feature is missing where it is absent or null. Where something else stands in the place of what
 * holds it, or an array has another number of elements than the card says, the record is refused.
 *
 * <p>A name with digits behind it is not always an array's: people count {@code address2}, {@code
 * address3} beside {@code address}. Arrays are counted from 0, so {@code p} must be an array only
 * where the card has {@code p0}. An array that is there has as many elements as the card says if
 * the card has its first one, or several; one alone, {@code tag1}, says nothing of {@code tag}.
 */
final class JsonShapes {
  private static final Pattern ELEMENT = Pattern.compile("([0-9]+)(\\..*)?", Pattern.DOTALL);
  private static final Pattern LAST_DIGITS = Pattern.compile("[0-9]+$");

  private final List<Feature> features;
  private final Set<String> names;
  private final boolean[] seen;

  /** By its name what holds features: {@code p} holds {@code p0}, {@code a} holds {@code a.b}. */
  private final Map<String, Holder> holders = new HashMap<>();

  /** Features that are null in this record, or lie in something that is. */
  private final boolean[] isNull;

  /** By the feature, the last object or null of this record that lacks it; null where none does. */
  private final String[] lackedBy;

  private final List<Obstacle> obstacles = new ArrayList<>();
  private long recordsBegun;

  /** The features that a field holds as an object, and those that it holds as an array. */
  private static final class Holder {
    private final List<Integer> members = new ArrayList<>();
    private final List<Integer> elements = new ArrayList<>();
    private final Set<String> places = new HashSet<>();
    private boolean hasFirst;
    private long seenIn;

    boolean saysHowMany() {
      return hasFirst || places.size() > 1;
    }
  }

  /** What stands where an object or an array should. */
  private record Obstacle(String name, String shape, String expected, List<Integer> held) {
    String what() {
      return name + " is " + shape + " (must be " + expected + ")";
    }
  }

  /**
   * @param seen which features the record at hand has a value of
   */
  JsonShapes(RecordSchema schema, boolean[] seen) {
    this.features = schema.features();
    this.names = schema.names();
    this.seen = seen;
    this.isNull = new boolean[seen.length];
    this.lackedBy = new String[seen.length];
    for (int i = 0; i < seen.length; i++) {
      String name = features.get(i).name();
      for (int at = 1; at < name.length(); at++) {
        hold(i, name.substring(0, at), name.substring(at));
      }
    }
    holders.forEach((name, holder) -> holder.hasFirst = hasFirst(name));
  }

  private void hold(int feature, String name, String rest) {
    if (names.contains(name)) {
      return; // what is a field of its own, p7, holds no p78
    }
    Matcher element = ELEMENT.matcher(rest);
    if (rest.charAt(0) == '.') {
      holders.computeIfAbsent(name, any -> new Holder()).members.add(feature);
    } else if (element.matches()) {
      Holder holder = holders.computeIfAbsent(name, any -> new Holder());
      holder.elements.add(feature);
      holder.places.add(element.group(1));
    }
  }

  /** True if a name is an array's. That x1 has an element 0 is not said by x10 alone. */
  private boolean hasFirst(String name) {
    if (!knows(name + "0")) {
      return false;
    }
    String stem = LAST_DIGITS.matcher(name).replaceFirst("");
    return stem.length() == name.length() || knows(name + "1") || holders.containsKey(stem + "0");
  }

  private boolean knows(String name) {
    return names.contains(name) || holders.containsKey(name);
  }

  /** Begins a record. */
  void begin() {
    Arrays.fill(isNull, false);
    Arrays.fill(lackedBy, null);
    obstacles.clear();
    recordsBegun++;
  }

  /** What a field of that name holds, or null. */
  private Holder holder(String name) throws InvalidRecordException {
    Holder holder = holders.get(name);
    if (holder != null) {
      if (holder.seenIn == recordsBegun && (holder.hasFirst || !holder.members.isEmpty())) {
        throw JsonDecoder.twice(name);
      }
      holder.seenIn = recordsBegun;
    }
    return holder;
  }

  /** A field is null, and all that it would hold is missing. */
  void nothing(String name, Integer role) throws InvalidRecordException {
    if (role != null && role >= 0) {
      isNull[role] = true;
      lackedBy[role] = name;
    }
    Holder holder = holder(name);
    if (holder != null) {
      isNull(holder.members, name);
      isNull(holder.elements, name);
    }
  }

  private void isNull(List<Integer> missing, String name) {
    for (int i = 0; i < missing.size(); i++) {
      isNull[missing.get(i)] = true;
    }
    lack(missing, name);
  }

  private void lack(List<Integer> missing, String name) {
    for (int i = 0; i < missing.size(); i++) {
      lackedBy[missing.get(i)] = name;
    }
  }

  /** A field of a name that is no feature's is a text, a number or a boolean. */
  void scalar(String name, String shape) throws InvalidRecordException {
    Holder holder = holder(name);
    if (holder != null) {
      isNoObject(name, holder, shape);
      isNoArray(name, holder, shape);
    }
  }

  /** An object is over: an array that it lies in may do without what it lacks. */
  void object(String name) throws InvalidRecordException {
    Holder holder = holder(name);
    if (holder != null) {
      lack(holder.members, name);
      isNoArray(name, holder, "an object");
    }
  }

  private void isNoObject(String name, Holder holder, String shape) {
    if (!holder.members.isEmpty()) {
      obstacles.add(new Obstacle(name, shape, "an object", holder.members));
    }
  }

  private void isNoArray(String name, Holder holder, String shape) {
    if (holder.hasFirst) {
      obstacles.add(new Obstacle(name, shape, "an array", holder.elements));
    }
  }

  /**
   * An array is over.
   *
   * @throws InvalidRecordException if it has more elements than the card names, or fewer
   */
  void array(String name, int length) throws InvalidRecordException {
    Holder holder = holder(name);
    if (holder == null) {
      return;
    }
    isNoObject(name, holder, "an array");
    if (!holder.saysHowMany()) {
      return;
    }
    String last = name + (length - 1);
    if (length > 0 && !knows(last)) {
      throw wrongSize(RejectCause.EXTRA_COLUMN, name, length, "the card knows no " + last);
    }
    for (int i = 0; i < holder.elements.size(); i++) {
      int feature = holder.elements.get(i);
      if (!seen[feature] && !isLackedWithin(name, feature)) {
        throw wrongSize(
            RejectCause.MISSING_COLUMN,
            name,
            length,
            "the card asks for " + features.get(feature).name());
      }
    }
  }

  /** True if an element of that array lacks a feature, which it may. */
  private boolean isLackedWithin(String array, int feature) {
    String by = lackedBy[feature];
    return by != null && by.length() > array.length() && by.startsWith(array);
  }

  private static InvalidRecordException wrongSize(
      RejectCause cause, String name, int length, String why) {
    return new InvalidRecordException(
        cause,
        "Invalid array "
            + Excerpt.of(name, 40)
            + ": "
            + length
            + " elements ("
            + Excerpt.of(why, 80)
            + ")");
  }

  /**
   * The record is over. A field that stands in the place of others is no fault where one of these
   * is there under its full name, be it null. That an object further out lacks them is no excuse.
   *
   * @throws InvalidRecordException if something else stands in the place of features
   */
  void end(RowAssembler row) throws InvalidRecordException {
    for (Obstacle obstacle : obstacles) {
      if (obstacle.held().stream().noneMatch(feature -> seen[feature] || isNull[feature])) {
        throw row.misshapen(obstacle.held().get(0), Excerpt.of(obstacle.what(), 80));
      }
    }
  }
}
