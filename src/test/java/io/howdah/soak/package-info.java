/** Random small inputs through the real {@code score}, against a plain recomputation. */
package io.howdah.soak;
