package io.howdah.predict.nd4j;

import io.howdah.model.LoadedModel;
import io.howdah.network.Folding;
import io.howdah.network.Network;
import io.howdah.network.NetworkReader;
import io.howdah.predict.EquivalenceCheck;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import java.util.LinkedHashMap;
import java.util.Map;

/** Engine {@code nd4j}: the network compiled once into reused ND4J ops. */
public final class Nd4jPredictor implements Predictor {
  /** One is scored while the next is filled. */
  private static final int MINI_BATCHES = 2;

  /** Random records that a compiled network is checked on. */
  private static final int CHECKED = 16;

  private final RowTransfer transfer = RowTransfer.ofBackend();
  private final CompiledNetwork network;
  private final int outputs;
  private final Map<MiniBatch, BatchPlans> plans =
      new LinkedHashMap<>(4, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MiniBatch, BatchPlans> eldest) {
          return size() > MINI_BATCHES;
        }
      };
  private LayerMemory memory = new LayerMemory(0);

  private Nd4jPredictor(CompiledNetwork network, int outputs) {
    this.network = network;
    this.outputs = outputs;
  }

  /**
   * Compiles a network, and checks the result against the network's own {@code output()} on random
   * records. The predictor has copies of the weights, so the network may be closed afterwards.
   *
   * @throws NotCompiledException when it has a layer that is not known, or the two differ
   */
  public static Nd4jPredictor compile(LoadedModel model) throws NotCompiledException {
    Network network = read(model);
    double difference = 0;
    // a normalisation that is far from zero may lose too many digits inside a layer
    for (boolean fold : new boolean[] {true, false}) {
      Nd4jPredictor predictor = new Nd4jPredictor(compiled(network, fold), model.outputs());
      difference = predictor.difference(model, network);
      if (difference <= EquivalenceCheck.TOLERANCE) {
        return predictor;
      }
      predictor.close();
    }
    throw new NotCompiledException(
        "nd4j differs from output() by " + (float) difference + " on random records");
  }

  private static Network read(LoadedModel model) throws NotCompiledException {
    try {
      return NetworkReader.read(model);
    } catch (RuntimeException e) {
      throw new NotCompiledException("nd4j cannot read the network: " + e, e);
    }
  }

  private static CompiledNetwork compiled(Network network, boolean fold)
      throws NotCompiledException {
    try {
      return NetworkCompiler.compile(
          fold ? Folding.fold(network, each -> true).network() : network);
    } catch (RuntimeException e) {
      throw new NotCompiledException("nd4j cannot compile the network: " + e, e);
    }
  }

  /** Only a network that is compiled costs a pass through output(). */
  private double difference(LoadedModel model, Network network) throws NotCompiledException {
    try {
      return new EquivalenceCheck(model, network, CHECKED, new float[0]).difference(this);
    } catch (RuntimeException e) {
      close();
      throw new NotCompiledException("nd4j cannot run the network: " + e, e);
    }
  }

  @Override
  public String engine() {
    return "nd4j";
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public void predict(MiniBatch batch, int from, int to, Scores scores) {
    if (batch.capacity() > memory.rows()) {
      plans.clear();
      memory.close();
      memory = new LayerMemory(batch.capacity());
    }
    plans
        .computeIfAbsent(batch, b -> new BatchPlans(network, memory, transfer, b))
        .score(from, to, outputs, scores.values(), from * outputs);
  }

  @Override
  public void close() {
    plans.clear();
    memory.close();
    network.close();
  }
}
