package io.howdah.gate;

import io.howdah.files.Extensions;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The list of all gates: Howdah's own, and those in the jars of users. */
public final class Gates {
  private static final Map<List<Gate>, Map<String, Gate>> CHECKED = new ConcurrentHashMap<>();

  private Gates() {}

  private static Map<String, Gate> byName() {
    return CHECKED.computeIfAbsent(Extensions.of(Gate.class), Gates::checked);
  }

  private static Map<String, Gate> checked(List<Gate> found) {
    Map<String, Gate> gates = new LinkedHashMap<>();
    for (Gate gate : found) {
      Gate other = gates.put(gate.name(), gate);
      if (other != null) {
        throw new IllegalStateException(
            "Invalid gate "
                + gate.name()
                + ": it is both "
                + other.getClass().getName()
                + " and "
                + gate.getClass().getName());
      }
    }
    requireDistinct(gates.values());
    return gates;
  }

  /** Each kind has a folder of its own. */
  private static void requireDistinct(Collection<Gate> gates) {
    Map<String, EvidenceKind<?>> kinds = new HashMap<>();
    for (Gate gate : gates) {
      for (EvidenceKind<?> kind : gate.evidence()) {
        EvidenceKind<?> other = kinds.putIfAbsent(kind.name(), kind);
        if (other != null && !other.equals(kind)) {
          throw new IllegalStateException(
              "Invalid gate "
                  + gate.name()
                  + ": another gate counts other evidence of the name "
                  + kind.name());
        }
      }
    }
  }

  /** Every gate, in the order in which they judge. */
  public static Collection<Gate> all() {
    return byName().values();
  }

  public static Optional<Gate> find(String name) {
    return Optional.ofNullable(byName().get(name));
  }

  /** What tasks count for all of them, each kind once. */
  public static List<EvidenceKind<?>> evidence() {
    return all().stream()
        .<EvidenceKind<?>>flatMap(gate -> gate.evidence().stream())
        .distinct()
        .toList();
  }

  /**
   * Every gate's verdict by name.
   *
   * @param override of gates; null where none is overridden
   */
  public static Map<String, Verdict> judge(
      Findings findings, Limits limits, GateOverride override) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (Gate gate : all()) {
      Verdict verdict = gate.judge(limits.of(gate.name()), findings);
      boolean isOverridden = override != null && override.gates().contains(gate.name());
      verdicts.put(gate.name(), isOverridden ? verdict.overridden(override.reason()) : verdict);
    }
    return verdicts;
  }

  /** What the gates that refuse say; empty where none does. */
  public static Optional<String> refusal(Map<String, Verdict> verdicts) {
    return refusing(verdicts)
        .map(name -> name + ": " + verdicts.get(name).text())
        .reduce((one, other) -> one + "; " + other);
  }

  /**
   * How to publish although gates refuse; empty where none does. It names those that this run
   * overrode too, for they would refuse the next one.
   */
  public static Optional<String> advice(Map<String, Verdict> verdicts) {
    return refusing(verdicts).findAny().isEmpty()
        ? Optional.empty()
        : verdicts.keySet().stream()
            .filter(name -> !verdicts.get(name).passed())
            .map(name -> " --override-gate " + name)
            .reduce(String::concat)
            .map(options -> "to publish all the same, run again with" + options + " --reason TEXT");
  }

  private static Stream<String> refusing(Map<String, Verdict> verdicts) {
    return verdicts.keySet().stream().filter(name -> verdicts.get(name).refuses());
  }
}
