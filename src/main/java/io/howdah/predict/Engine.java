package io.howdah.predict;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What computes the outputs of a mini-batch. */
public enum Engine {
  /** The network compiled once into reused ND4J ops. */
  ND4J,
  /** The network exported to ONNX and run by ONNX Runtime. */
  ONNXRUNTIME,
  /** The network's own {@code output()}, the oracle that the others are checked against. */
  DL4J;

  /** The name that users give. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The engine of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  @JsonCreator
  public static Engine of(String text) {
    return Arrays.stream(values())
        .filter(engine -> engine.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid engine: "
                        + text
                        + " (must be one of "
                        + Arrays.stream(values())
                            .map(Engine::text)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }
}
