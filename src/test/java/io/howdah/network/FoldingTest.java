package io.howdah.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.LoadedModel;
import io.howdah.model.Normalization;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class FoldingTest {
  private static final Folding.Rule ALL = fold -> true;

  @Test
  void aBatchNormBecomesPartOfTheLayerBeforeIt() {
    Network network = rows(dense(Activation.IDENTITY), new BatchNormalization());
    assertThat(operations(network)).containsExactly("Dense", "Normalise", "Dense");
    assertThat(operations(folded(network, ALL))).containsExactly("Dense", "Dense");
  }

  @Test
  void aBatchNormAfterAnActivationBecomesPartOfTheNextLayer() {
    Network network =
        rows(
            dense(Activation.IDENTITY),
            new ActivationLayer(Activation.RELU),
            new BatchNormalization());
    assertThat(operations(folded(network, ALL))).containsExactly("Dense", "Activate", "Dense");
  }

  @Test
  void severalBatchNormsBecomePartOfOneLayer() {
    Network network =
        rows(
            dense(Activation.IDENTITY),
            new BatchNormalization(),
            new BatchNormalization(),
            new ActivationLayer(Activation.RELU),
            new BatchNormalization(),
            new BatchNormalization());
    assertThat(operations(folded(network, ALL))).containsExactly("Dense", "Activate", "Dense");
  }

  @Test
  void aBatchNormBetweenActivationsStays() {
    Network network =
        rows(
            dense(Activation.RELU), new BatchNormalization(), new ActivationLayer(Activation.TANH));
    assertThat(operations(folded(network, ALL)))
        .containsExactly("Dense", "Activate", "Normalise", "Activate", "Dense");
  }

  @Test
  void aBatchNormOfAnImageBecomesPartOfTheDenseLayerThatTakesItFlat() {
    Network network =
        images(
            new ConvolutionLayer.Builder(2, 2).nOut(3).activation(Activation.RELU).build(),
            new BatchNormalization());
    assertThat(operations(folded(network, ALL)))
        .containsExactly("Records", "Convolution", "Activate", "Flatten", "Dense");
  }

  @Test
  void aNormalisationThatMovesZeroStaysBeforeAConvolutionThatPads() {
    for (ConvolutionMode mode : List.of(ConvolutionMode.Same, ConvolutionMode.Truncate)) {
      Network network =
          images(
              new SubsamplingLayer.Builder().kernelSize(1, 1).build(),
              new BatchNormalization(),
              new ConvolutionLayer.Builder(2, 2).nOut(3).convolutionMode(mode).build());
      assertThat(operations(folded(network, ALL)).contains("Normalise"))
          .isEqualTo(mode == ConvolutionMode.Same);
    }
  }

  @Test
  void onlyWhatTheRuleAllowsIsFolded() {
    Network network = rows(dense(Activation.IDENTITY), new BatchNormalization());
    Folding.Folded none = Folding.fold(network, fold -> false);
    assertThat(none.folds()).isEmpty();
    assertThat(operations(none.network())).isEqualTo(operations(network));
    Folding.Folded all = Folding.fold(network, ALL);
    assertThat(all.folds())
        .extracting(fold -> fold.normalisation().key() + " into " + fold.layer().key())
        .containsExactly("1 into 0");
  }

  @Test
  void aNormaliserBecomesPartOfTheFirstLayerUnlessItsScaleIsNotFinite() {
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(new DataSet(Nd4j.rand(9, 4), Nd4j.rand(9, 2)));
    LoadedModel model = model(InputType.feedForward(4), List.of(dense(Activation.RELU)), 4);
    assertThat(operations(folded(read(model, normalizer), ALL)))
        .containsExactly("Dense", "Activate", "Dense");
    normalizer.getStd().putScalar(0, Double.NaN);
    assertThat(operations(folded(read(model, normalizer), ALL)))
        .containsExactly("Normalise", "Dense", "Activate", "Dense");
  }

  private static Network read(LoadedModel model, NormalizerStandardize normalizer) {
    return NetworkReader.read(
        new LoadedModel(
            model.card(),
            model.network(),
            Optional.of(Normalization.of(normalizer)),
            model.outputs()));
  }

  private static Network folded(Network network, Folding.Rule rule) {
    return Folding.fold(network, rule).network();
  }

  private static List<String> operations(Network network) {
    return network.nodes().stream()
        .map(node -> node.operation().getClass().getSimpleName())
        .toList();
  }

  private static Network rows(Layer... layers) {
    return NetworkReader.read(model(InputType.feedForward(4), Arrays.asList(layers), 4));
  }

  private static Network images(Layer... layers) {
    return NetworkReader.read(
        model(InputType.convolutional(5, 5, 2), Arrays.asList(layers), 2, 5, 5));
  }

  private static LoadedModel model(InputType input, List<Layer> layers, Integer... shape) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().list();
    layers.forEach(list::layer);
    list.layer(
        new OutputLayer.Builder(LossFunction.MSE)
            .nOut(RandomNetworks.CLASSES)
            .activation(Activation.IDENTITY)
            .build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(input).build());
    network.init();
    // a batch-norm that has learnt nothing leaves zero where it is
    for (org.deeplearning4j.nn.api.Layer layer : network.getLayers()) {
      if (layer.paramTable().containsKey("beta")) {
        layer.getParam("beta").assign(1);
      }
    }
    return RandomNetworks.loaded(network, Optional.empty(), shape);
  }

  private static DenseLayer dense(Activation activation) {
    return new DenseLayer.Builder().nOut(3).activation(activation).build();
  }
}
