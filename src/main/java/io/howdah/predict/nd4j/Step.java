package io.howdah.predict.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A part of a compiled network with its weights, for mini-batches of any size. */
interface Step extends AutoCloseable {
  /**
   * Adds its ops to a plan.
   *
   * @param inputs rows in the first dimension, in 'c' order
   * @return what the ops will have computed: rows in the first dimension, in 'c' order
   */
  INDArray bind(PlanBuilder plan, INDArray... inputs);

  /** True if the output is memory of its own, which the next step may overwrite. */
  default boolean ownsOutput() {
    return true;
  }

  /** Frees its weights. */
  @Override
  default void close() {}
}
