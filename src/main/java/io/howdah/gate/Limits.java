package io.howdah.gate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The limits that the gates of a run judge by.
 *
 * @param byGate by a gate's name
 */
public record Limits(Map<String, Double> byGate) {
  public Limits {
    byGate = Collections.unmodifiableMap(new LinkedHashMap<>(byGate)); // in their order
    byGate.forEach(
        (name, limit) -> Gates.find(name).ifPresent(gate -> gate.bound().require(name, limit)));
  }

  /** The limit of a gate that there is; its default where none is given. */
  public double of(String gate) {
    Double limit = byGate.get(gate);
    return limit != null ? limit : Gates.find(gate).orElseThrow().bound().usual();
  }

  /**
   * Makes sure that all gates that the run began with are there.
   *
   * @throws IllegalStateException naming one that is not
   */
  public void requireKnown() {
    for (String name : byGate.keySet()) {
      if (Gates.find(name).isEmpty()) {
        throw new IllegalStateException(
            "Cannot find gate "
                + name
                + ", which the run must pass: name its jar with -libjars, or start a new run");
      }
    }
  }

  /** As a manifest has it: {@code {"minRows": 1, …}}. */
  @JsonValue
  Map<String, Number> json() {
    Map<String, Number> json = new LinkedHashMap<>();
    byGate.forEach(
        (name, limit) ->
            Gates.find(name)
                .ifPresentOrElse(
                    gate -> json.put(gate.parameter(), gate.bound().number(limit)),
                    () -> json.put(name, limit)));
    return json;
  }

  @JsonCreator
  static Limits parse(Map<String, Double> json) {
    Map<String, Double> limits = new LinkedHashMap<>(json);
    for (Gate gate : Gates.all()) {
      Double limit = limits.remove(gate.parameter());
      if (limit != null) {
        limits.put(gate.name(), limit);
      }
    }
    return new Limits(limits);
  }
}
