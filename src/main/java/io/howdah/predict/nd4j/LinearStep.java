package io.howdah.predict.nd4j;

import io.howdah.model.ChannelAffine;

/**
 * A step that multiplies by weights and adds a bias, into which an {@link ChannelAffine} can be
 * folded.
 */
interface LinearStep extends Step {
  /** This step and then the affine, in one. */
  LinearStep then(ChannelAffine next);

  /** True if {@link #after} gives what the two steps give. */
  boolean canFollow(ChannelAffine before);

  /** The affine and then this step, in one. */
  LinearStep after(ChannelAffine before);
}
