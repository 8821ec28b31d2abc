package io.howdah.gate;

import io.howdah.model.ModelCard;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evidence of some kinds, each once. */
public final class Evidences {
  private final Map<EvidenceKind<?>, Evidence> byKind = new LinkedHashMap<>();

  /**
   * All that the gates need, as far as a model has it; nothing is counted so far.
   *
   * @param type of evidence: all, or what is collected in one way
   */
  public static Evidences fresh(Class<? extends Evidence> type, ModelCard card, KeyLabels labels) {
    Evidences all = new Evidences();
    for (EvidenceKind<?> kind : Gates.evidence()) {
      if (type.isAssignableFrom(kind.type())) {
        kind.fresh().apply(card, labels).ifPresent(evidence -> all.put(kind, evidence));
      }
    }
    return all;
  }

  public void put(EvidenceKind<?> kind, Evidence evidence) {
    byKind.put(kind, evidence);
  }

  public <E extends Evidence> Optional<E> find(EvidenceKind<E> kind) {
    return Optional.ofNullable(kind.type().cast(byKind.get(kind)));
  }

  public Map<EvidenceKind<?>, Evidence> byKind() {
    return Collections.unmodifiableMap(byKind);
  }

  /** All that is collected in that way, to be handed records or rows. */
  public <E extends Evidence> List<E> of(Class<E> type) {
    return byKind.values().stream().filter(type::isInstance).map(type::cast).toList();
  }
}
