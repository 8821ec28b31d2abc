package io.howdah.gate;

import io.howdah.model.ModelCard;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A kind of evidence; one constant for all gates that need it.
 *
 * @param name of the folder or file that holds it
 * @param isKept true if the sum stays in the run's folder, for a later run to be compared with
 * @param fresh makes one that has counted nothing; empty where a model has no such evidence
 */
public record EvidenceKind<E extends Evidence>(
    String name,
    Class<E> type,
    boolean isKept,
    BiFunction<ModelCard, KeyLabels, Optional<E>> fresh) {}
