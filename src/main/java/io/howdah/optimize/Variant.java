package io.howdah.optimize;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a model can be made into. */
public enum Variant {
  /** The network with fewer layers: what only training needs is gone, what can be is folded. */
  FOLDED,
  /** The same with its weights stored in half the bytes, computed in float32. */
  HALF,
  /** The network as an ONNX graph in float32. */
  ONNX,
  /** The ONNX graph with weights and activations of 8 bits. */
  INT8;

  /** The name that users give. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The variant of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Variant of(String text) {
    return Arrays.stream(values())
        .filter(variant -> variant.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid variant: " + text + " (must be one of " + names() + ")"));
  }

  /** All names, separated by commas. */
  public static String names() {
    return Arrays.stream(values()).map(Variant::text).collect(Collectors.joining(", "));
  }

  /** All, in the order in which they are built. */
  public static List<Variant> all() {
    return List.of(values());
  }
}
