package io.howdah.predict.nd4j;

import io.howdah.network.RandomNetworks;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Whatever network of known layers it is, it compiles and gives what {@code output()} gives. */
class CompilerPropertiesTest {
  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void chainsOfFeatureLayers(@ForAll long seed) throws Exception {
    new TestNetwork(new RandomNetworks(seed).ofRows()).assertCompiles();
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void imageNetworks(@ForAll long seed) throws Exception {
    new TestNetwork(new RandomNetworks(seed).ofImages(false)).assertCompiles();
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void graphs(@ForAll long seed) throws Exception {
    new TestNetwork(new RandomNetworks(seed).ofBranches()).assertCompiles();
  }
}
