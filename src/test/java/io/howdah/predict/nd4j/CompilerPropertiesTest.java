package io.howdah.predict.nd4j;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Whatever network of known layers it is, it compiles and gives what {@code output()} gives. */
class CompilerPropertiesTest {
  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void chainsOfFeatureLayers(@ForAll long seed) throws Exception {
    new RandomNetwork(seed).ofFeatures().assertCompiles();
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void imageNetworks(@ForAll long seed) throws Exception {
    new RandomNetwork(seed).ofImages().assertCompiles();
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void graphs(@ForAll long seed) throws Exception {
    new RandomNetwork(seed).graph().assertCompiles();
  }
}
