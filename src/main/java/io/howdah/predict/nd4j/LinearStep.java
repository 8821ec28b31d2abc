package io.howdah.predict.nd4j;

/**
 * A step that multiplies by weights and adds a bias, into which an {@link Affine} can be folded.
 */
interface LinearStep extends Step {
  /** This step and then the affine, in one. */
  LinearStep then(Affine next);

  /** True if {@link #after} gives what the two steps give. */
  boolean canFollow(Affine before);

  /** The affine and then this step, in one. */
  LinearStep after(Affine before);
}
