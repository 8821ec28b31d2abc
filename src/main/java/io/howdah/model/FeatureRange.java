package io.howdah.model;

import io.howdah.record.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shorthand {@code p[0..783]} for the numeric features {@code p0} to {@code p783}. */
public final class FeatureRange {
  /** A card with more features is refused: a mistyped range must not fill the memory. */
  static final int MAX_FEATURES = 1_000_000;

  private static final Pattern RANGE = Pattern.compile("(.*)\\[([0-9]+)\\.\\.([0-9]+)]");
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(0|[1-9][0-9]{0,6})");
  private static final int SHORTEST_RUN = 3;

  private FeatureRange() {}

  static boolean isRange(String name) {
    return RANGE.matcher(name).matches();
  }

  /** The names that a name stands for: itself, or those of a range. */
  public static List<String> names(String name) throws ModelException {
    Matcher range = RANGE.matcher(name);
    if (!range.matches()) {
      return List.of(name);
    }
    int first = index(name, range.group(2));
    int last = index(name, range.group(3));
    if (last < first) {
      throw invalid(name, "the last must be >= the first");
    }
    List<String> names = new ArrayList<>(last - first + 1);
    for (int i = first; i <= last; i++) {
      names.add(range.group(1) + i);
    }
    return names;
  }

  static List<Feature> expand(Feature feature) throws ModelException {
    if (!(feature instanceof Feature.Numeric numeric) || !isRange(feature.name())) {
      return List.of(feature);
    }
    List<Feature> features = new ArrayList<>();
    for (String name : names(numeric.name())) {
      features.add(new Feature.Numeric(name, numeric.missing()));
    }
    return features;
  }

  /** The same features with runs of at least three consecutive numbers drawn together. */
  static List<Feature> compact(List<Feature> features) {
    List<Feature> compact = new ArrayList<>();
    int from = 0;
    while (from < features.size()) {
      int to = from + 1;
      while (to < features.size() && follows(features.get(to - 1), features.get(to))) {
        to++;
      }
      if (to - from >= SHORTEST_RUN && features.get(from) instanceof Feature.Numeric numeric) {
        Matcher first = numbered(numeric.name());
        String last = numbered(features.get(to - 1).name()).group(2);
        compact.add(
            new Feature.Numeric(
                first.group(1) + "[" + first.group(2) + ".." + last + "]", numeric.missing()));
      } else {
        compact.addAll(features.subList(from, to));
      }
      from = to;
    }
    return compact;
  }

  private static boolean follows(Feature left, Feature right) {
    if (!(left instanceof Feature.Numeric before)
        || !(right instanceof Feature.Numeric after)
        || Float.compare(before.missing(), after.missing()) != 0) {
      return false;
    }
    Matcher first = numbered(before.name());
    Matcher second = numbered(after.name());
    return first.matches()
        && second.matches()
        && first.group(1).equals(second.group(1))
        && Integer.parseInt(first.group(2)) + 1 == Integer.parseInt(second.group(2));
  }

  private static Matcher numbered(String name) {
    Matcher matcher = NUMBERED.matcher(name);
    matcher.matches();
    return matcher;
  }

  private static int index(String name, String digits) throws ModelException {
    if (digits.length() > 1 && digits.startsWith("0")) {
      throw invalid(name, "numbers must not begin with 0");
    }
    if (digits.length() > 7 || Integer.parseInt(digits) > MAX_FEATURES) {
      throw invalid(name, "numbers must be <= " + MAX_FEATURES);
    }
    return Integer.parseInt(digits);
  }

  private static ModelException invalid(String name, String problem) {
    return new ModelException("Invalid feature range: " + name + " (" + problem + ")");
  }
}
