package io.howdah.cli.options;

import io.howdah.model.FeatureRange;
import io.howdah.model.ModelException;
import io.howdah.record.DecimalText;
import io.howdah.record.Excerpt;
import io.howdah.record.Feature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.hadoop.fs.Path;

/** The texts of {@code model}'s options as values. */
public final class ModelOptions {
  private static final int MOST_OF_A_PATH = 4_096;

  private ModelOptions() {}

  public static String onlyArgument(CommandLine arguments, Usage usage) throws UsageException {
    if (arguments.getArgList().size() != 1) {
      throw new UsageException(
          "Invalid arguments: " + arguments.getArgList() + " (must be " + usage.arguments() + ")");
    }
    return arguments.getArgList().get(0);
  }

  /** A path as a line of text shows it: names of files may hold anything. */
  public static String shown(Path path) {
    return Excerpt.of(path.toString(), MOST_OF_A_PATH);
  }

  /** Every {@code NAME=VALUE} of an option that may be repeated. */
  public static Map<String, String> pairs(CommandLine arguments, String option)
      throws UsageException {
    Map<String, String> pairs = new LinkedHashMap<>();
    String[] values = arguments.getOptionValues(option);
    for (String pair : values == null ? new String[0] : values) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new UsageException("Invalid --" + option + ": " + pair + " (must be NAME=VALUE)");
      }
      if (pairs.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
        throw new UsageException("Invalid --" + option + ": " + pair + " (given twice)");
      }
    }
    return pairs;
  }

  /**
   * The features of those names, ranges expanded.
   *
   * @param categories by feature, separated by {@code |}; the others are numeric
   * @param missing what stands for an absent value, by feature
   * @param unknown category that stands for any other, by feature
   */
  public static List<Feature> features(
      List<String> names,
      Map<String, String> categories,
      Map<String, String> missing,
      Map<String, String> unknown)
      throws UsageException, ModelException {
    List<Feature> features = new ArrayList<>();
    List<String> expanded = new ArrayList<>();
    for (String name : names) {
      expanded.addAll(FeatureRange.names(name));
    }
    requireKnown("categories", categories.keySet(), expanded);
    requireKnown("missing", missing.keySet(), expanded);
    requireKnown("unknown", unknown.keySet(), expanded);
    for (String name : expanded) {
      features.add(feature(name, categories.get(name), missing.get(name), unknown.get(name)));
    }
    return features;
  }

  private static Feature feature(String name, String categories, String missing, String unknown)
      throws UsageException {
    if (categories == null) {
      if (unknown != null) {
        throw new UsageException(
            "Invalid --unknown: " + name + " (is a number: it has no --categories)");
      }
      return new Feature.Numeric(name, isReject(missing) ? Float.NaN : number(name, missing));
    }
    List<String> list = List.of(categories.split("\\|", -1));
    return new Feature.OneHot(
        name,
        list,
        category("missing", name, missing, list),
        category("unknown", name, unknown, list));
  }

  private static boolean isReject(String rule) {
    return rule == null || rule.equals("reject");
  }

  private static int category(String option, String name, String rule, List<String> categories)
      throws UsageException {
    int index = isReject(rule) ? -1 : categories.indexOf(rule);
    if (index < 0 && !isReject(rule)) {
      throw new UsageException(
          "Invalid --"
              + option
              + ": "
              + name
              + "="
              + rule
              + " (must be one of "
              + categories
              + ")");
    }
    return index;
  }

  private static float number(String name, String text) throws UsageException {
    try {
      float number = DecimalText.parseFloat(text);
      if (Float.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw invalidNumber(name, text);
    }
    throw invalidNumber(name, text);
  }

  private static UsageException invalidNumber(String name, String text) {
    return new UsageException(
        "Invalid --missing: " + name + "=" + text + " (must be a finite number or reject)");
  }

  private static void requireKnown(String option, Set<String> names, List<String> features)
      throws UsageException {
    for (String name : names) {
      if (!features.contains(name)) {
        throw new UsageException("Invalid --" + option + ": " + name + " (is not a feature)");
      }
    }
  }
}
