package io.howdah.gate;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Gates whose refusal does not stop a run, because somebody said why.
 *
 * @param gates their names; at least one
 * @param reason for people; kept in the manifest
 */
public record GateOverride(List<String> gates, String reason) {
  private static final int LONGEST = 500;

  public GateOverride {
    gates = List.copyOf(gates);
    if (reason.isBlank()
        || reason.length() > LONGEST
        || reason.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "Invalid reason: "
              + reason
              + " (must be one line of at most "
              + LONGEST
              + " characters)");
    }
  }

  /**
   * Makes sure that there are such gates here; a manifest may name one of a jar that is not.
   *
   * @throws IllegalArgumentException naming one that is not
   */
  public GateOverride requireKnown() {
    for (String gate : gates) {
      if (Gates.find(gate).isEmpty()) {
        throw new IllegalArgumentException(
            "Invalid gate: "
                + gate
                + " (must be one of "
                + Gates.all().stream().map(Gate::name).collect(Collectors.joining(", "))
                + ")");
      }
    }
    return this;
  }
}
