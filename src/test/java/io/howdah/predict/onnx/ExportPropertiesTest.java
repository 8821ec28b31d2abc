package io.howdah.predict.onnx;

import static io.howdah.predict.onnx.ExportedNetwork.export;

import io.howdah.network.RandomNetworks;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random small networks of both kinds, a few dozen a run; the export compares them with DL4J. */
class ExportPropertiesTest {
  @Property(tries = 15)
  void everyNetworkOfRows(@ForAll long seed) throws Exception {
    export(new RandomNetworks(seed).ofRows());
  }

  @Property(tries = 15)
  void everyNetworkOfImages(@ForAll long seed) throws Exception {
    export(new RandomNetworks(seed).ofImages(true));
  }

  @Property(tries = 10)
  void everyNetworkOfSequences(@ForAll long seed) throws Exception {
    export(new RandomNetworks(seed).ofSequences());
  }

  /** A chain of blocks, each of branches that meet again. */
  @Property(tries = 15)
  void everyGraph(@ForAll long seed) throws Exception {
    export(new RandomNetworks(seed).ofBranches());
  }
}
