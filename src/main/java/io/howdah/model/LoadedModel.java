package io.howdah.model;

import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.memory.MemoryWorkspaceManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network ready to predict. Not thread-safe.
 *
 * @param network a {@code MultiLayerNetwork}, or a {@code ComputationGraph} of one input and one
 *     output
 * @param normalizer of the features, and of the outputs where it was fitted to labels, where the
 *     model came with one
 * @param outputs numbers that the network gives for one record
 */
public record LoadedModel(
    ModelCard card, Model network, Optional<Normalization> normalizer, int outputs)
    implements AutoCloseable {
  /**
   * What this model answers, which every engine, export and variant must: as a user of DL4J
   * computes it, the features normalised, the network's {@code output()}, the labels reverted.
   *
   * @param features a mini-batch in the network's shape, which is overwritten
   */
  public INDArray output(INDArray features) {
    return output(network, normalizer, features);
  }

  static INDArray output(Model network, Optional<Normalization> normalizer, INDArray features) {
    normalizer.ifPresent(before -> before.transform(features));
    INDArray output =
        network instanceof ComputationGraph graph
            ? graph.outputSingle(false, features)
            : ((MultiLayerNetwork) network).output(features, false);
    normalizer.ifPresent(after -> after.revertOutputs(output));
    return output;
  }

  /**
   * Frees the network's memory outside the heap, and its workspaces of this thread. (DL4J's own
   * {@code close()} also collects garbage twice: in a JVM that holds much, that takes longer than
   * all else that a task does with a small network.)
   */
  @Override
  public void close() {
    INDArray parameters = network.params();
    if (parameters.closeable()) {
      parameters.close();
    }
    MemoryWorkspaceManager workspaces = Nd4j.getWorkspaceManager();
    workspaces.getAllWorkspacesForCurrentThread().forEach(workspaces::destroyWorkspace);
  }
}
