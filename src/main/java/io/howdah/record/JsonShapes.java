package io.howdah.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The objects and arrays that a card's features lie in, and what one record has in their place. A
 * feature is missing where it is absent or null. Where something else stands in the place of what
 * holds it, or an array has another number of elements than the card says, the record is refused.
 */
final class JsonShapes {
  private static final Pattern ELEMENT = Pattern.compile("[0-9]+(\\..*)?", Pattern.DOTALL);

  private final List<Feature> features;
  private final Set<String> names;
  private final boolean[] seen;

  /** By its name what holds features: {@code p} holds {@code p0}, {@code a} holds {@code a.b}. */
  private final Map<String, Holder> holders = new HashMap<>();

  /** Features that this record lacks where it may. */
  private final boolean[] lacked;

  private final List<Obstacle> obstacles = new ArrayList<>();

  /** The features that a field holds as an object, and those that it holds as an array. */
  private record Holder(List<Integer> members, List<Integer> elements) {}

  /** What stands where an object or an array should. */
  private record Obstacle(String what, List<Integer> held) {}

  /**
   * @param seen which features the record at hand has a value of
   */
  JsonShapes(RecordSchema schema, boolean[] seen) {
    this.features = schema.features();
    this.names = schema.names();
    this.seen = seen;
    this.lacked = new boolean[seen.length];
    for (int i = 0; i < seen.length; i++) {
      String name = features.get(i).name();
      for (int at = 1; at < name.length(); at++) {
        hold(i, name.substring(0, at), name.substring(at));
      }
    }
  }

  private void hold(int feature, String holder, String rest) {
    boolean member = rest.charAt(0) == '.';
    boolean element = !member && ELEMENT.matcher(rest).matches();
    // what is a field of its own, p7, holds no p78
    if ((member || element) && !names.contains(holder)) {
      Holder held =
          holders.computeIfAbsent(holder, name -> new Holder(new ArrayList<>(), new ArrayList<>()));
      (member ? held.members() : held.elements()).add(feature);
    }
  }

  /** Begins a record. */
  void begin() {
    Arrays.fill(lacked, false);
    obstacles.clear();
  }

  /** A field is null, and all that it would hold is missing. */
  void nothing(String name, Integer role) {
    if (role != null && role >= 0) {
      lacked[role] = true;
    }
    Holder holder = holders.get(name);
    if (holder != null) {
      lack(holder.members());
      lack(holder.elements());
    }
  }

  private void lack(List<Integer> missing) {
    for (int i = 0; i < missing.size(); i++) {
      lacked[missing.get(i)] = true;
    }
  }

  /** A field of a name that is no feature's is a text, a number or a boolean. */
  void scalar(String name, String shape) {
    Holder holder = holders.get(name);
    if (holder != null) {
      stands(shape, name, "an object", holder.members());
      stands(shape, name, "an array", holder.elements());
    }
  }

  /** An object is over: what it lacks is missing. */
  void object(String name) {
    Holder holder = holders.get(name);
    if (holder != null) {
      lack(holder.members());
      stands("an object", name, "an array", holder.elements());
    }
  }

  private void stands(String shape, String name, String expected, List<Integer> held) {
    if (!held.isEmpty()) {
      obstacles.add(new Obstacle(name + " is " + shape + " (must be " + expected + ")", held));
    }
  }

  /**
   * An array is over.
   *
   * @throws InvalidRecordException if it has more elements than the card names, or fewer
   */
  void array(String name, int length) throws InvalidRecordException {
    Holder holder = holders.get(name);
    if (holder == null) {
      return;
    }
    stands("an array", name, "an object", holder.members());
    if (holder.elements().isEmpty()) {
      return;
    }
    String last = name + (length - 1);
    if (length > 0 && !names.contains(last) && !holders.containsKey(last)) {
      throw wrongSize(RejectCause.EXTRA_COLUMN, name, length, "the card knows no " + last);
    }
    for (int i = 0; i < holder.elements().size(); i++) {
      int feature = holder.elements().get(i);
      if (!seen[feature] && !lacked[feature]) {
        throw wrongSize(
            RejectCause.MISSING_COLUMN,
            name,
            length,
            "the card asks for " + features.get(feature).name());
      }
    }
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
   * The record is over. A field that stands in the place of others is no fault where these are
   * there under their full names.
   *
   * @throws InvalidRecordException if something else stands in the place of features
   */
  void end(RowAssembler row) throws InvalidRecordException {
    for (Obstacle obstacle : obstacles) {
      if (obstacle.held().stream().noneMatch(feature -> seen[feature] || lacked[feature])) {
        throw row.misshapen(obstacle.held().get(0), Excerpt.of(obstacle.what(), 80));
      }
    }
  }
}
