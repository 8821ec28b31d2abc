package io.howdah.predict.onnx;

import static io.howdah.predict.onnx.ExportedNetwork.export;
import static io.howdah.predict.onnx.ExportedNetwork.model;
import static io.howdah.predict.onnx.ExportedNetwork.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.howdah.model.LoadedModel;
import java.util.List;
import java.util.stream.Stream;
import onnx.Onnx.NodeProto;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Each layer between others, against DL4J's {@code output()}. */
class LayerExportTest {
  private static Layer softmax() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static MultiLayerConfiguration conf(InputType input, Layer... layers) {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .activation(Activation.TANH)
        .list(layers)
        .setInputType(input)
        .build();
  }

  /** Records of 2 channels, 9 high, 8 wide. */
  private static LoadedModel image(Layer... layers) {
    return model(network(conf(InputType.convolutional(9, 8, 2), layers)), 3, 2, 9, 8);
  }

  /** Records of 4 numbers at 7 times. */
  private static LoadedModel sequence(Layer... layers) {
    return model(network(conf(InputType.recurrent(4, 7), layers)), 3, 4, 7);
  }

  private static ConvolutionLayer.Builder conv(int... kernel) {
    return new ConvolutionLayer.Builder(kernel).nOut(5).activation(Activation.RELU);
  }

  private static SubsamplingLayer.Builder pool(PoolingType type) {
    return new SubsamplingLayer.Builder(type).kernelSize(3, 2).stride(2, 2);
  }

  static Stream<Arguments> ofImages() {
    return Stream.of(
        arguments("plain", conv(3, 2).build()),
        arguments("stride", conv(3, 3).stride(2, 3).build()),
        arguments("padding", conv(3, 3).padding(1, 2).build()),
        arguments("dilation", conv(3, 2).dilation(2, 3).build()),
        arguments("same", conv(4, 3).convolutionMode(ConvolutionMode.Same).build()),
        arguments(
            "same, stride", conv(2, 3).stride(2, 3).convolutionMode(ConvolutionMode.Same).build()),
        arguments("no bias", conv(3, 3).hasBias(false).build()),
        arguments("max", pool(PoolingType.MAX).build()),
        arguments("max, padding", pool(PoolingType.MAX).padding(1, 1).build()),
        arguments("max, same", pool(PoolingType.MAX).convolutionMode(ConvolutionMode.Same).build()),
        arguments("average", pool(PoolingType.AVG).build()),
        arguments("average, padding", pool(PoolingType.AVG).padding(1, 1).build()),
        arguments(
            "average, counted",
            pool(PoolingType.AVG).padding(1, 1).avgPoolIncludePadInDivisor(true).build()),
        arguments(
            "average, same", pool(PoolingType.AVG).convolutionMode(ConvolutionMode.Same).build()),
        arguments("p-norm", pool(PoolingType.PNORM).pnorm(2).build()),
        arguments("batch-norm", new BatchNormalization()),
        arguments(
            "batch-norm, locked", new BatchNormalization.Builder(true).gamma(2).beta(0.5).build()),
        arguments("batch-norm, locked 1", new BatchNormalization.Builder(true).build()),
        arguments(
            "batch-norm, variance", new BatchNormalization.Builder().useLogStd(false).build()),
        arguments(
            "batch-norm ignores its activation",
            new BatchNormalization.Builder().activation(Activation.RELU).build()),
        arguments("lrn", new LocalResponseNormalization.Builder().n(3).alpha(0.3).build()),
        arguments("lrn, even", new LocalResponseNormalization.Builder().n(2).k(1).build()),
        arguments("padding layer", new ZeroPaddingLayer(1, 2, 3, 0)),
        arguments("cropping", new Cropping2D(1, 2, 0, 3)),
        arguments("upsampling", new Upsampling2D.Builder().size(new int[] {2, 3}).build()),
        arguments("prelu", new PReLULayer.Builder().inputShape(2, 9, 8).build()),
        arguments(
            "prelu, shared", new PReLULayer.Builder().inputShape(2, 9, 8).sharedAxes(2, 3).build()),
        arguments("activation", new ActivationLayer(Activation.SOFTMAX)),
        arguments("frozen", new FrozenLayer(conv(3, 3).build())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofImages")
  void exportsALayerOfImages(String name, Layer layer) throws Exception {
    export(image(layer.clone(), conv(2, 2).build(), softmax()));
    export(
        image(
            conv(3, 3).nOut(2).padding(1, 1).build(),
            layer.clone(),
            conv(2, 2).build(),
            softmax()));
  }

  @Test
  void paddingStaysZeroBeforeAPooling() throws Exception {
    for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG)) {
      export(
          image(
              conv(3, 3).build(), new ZeroPaddingLayer(1, 1, 1, 1), pool(type).build(), softmax()));
      // more than the kernel
      export(
          image(
              conv(3, 3).build(), new ZeroPaddingLayer(4, 3, 2, 2), pool(type).build(), softmax()));
    }
  }

  static Stream<PoolingType> poolings() {
    return Stream.of(PoolingType.values());
  }

  @ParameterizedTest
  @MethodSource("poolings")
  void exportsGlobalPooling(PoolingType type) throws Exception {
    export(image(conv(3, 3).build(), pooling(type), softmax()));
    export(sequence(new LSTM.Builder().nOut(5).build(), pooling(type), softmax()));
  }

  private static GlobalPoolingLayer pooling(PoolingType type) {
    return new GlobalPoolingLayer.Builder(type).pnorm(3).build();
  }

  private static Convolution1DLayer.Builder conv1d(int kernel) {
    return new Convolution1DLayer.Builder(kernel).nOut(5).activation(Activation.RELU);
  }

  // GravesLSTM is deprecated, not gone
  @SuppressWarnings("deprecation")
  static Stream<Arguments> ofSequences() {
    return Stream.of(
        arguments("convolution", conv1d(3).build()),
        arguments("convolution, padding", conv1d(3).padding(2).build()),
        arguments("convolution, stride", conv1d(2).stride(2).build()),
        arguments("convolution, dilation", conv1d(3).dilation(2).build()),
        arguments("convolution, same", conv1d(3).convolutionMode(ConvolutionMode.Same).build()),
        arguments("convolution, same 2", conv1d(4).convolutionMode(ConvolutionMode.Same).build()),
        arguments("convolution, causal", conv1d(3).convolutionMode(ConvolutionMode.Causal).build()),
        arguments(
            "convolution, causal, dilation",
            conv1d(2).dilation(3).convolutionMode(ConvolutionMode.Causal).build()),
        arguments(
            "max", new Subsampling1DLayer.Builder(PoolingType.MAX).kernelSize(3).stride(2).build()),
        arguments(
            "average",
            new Subsampling1DLayer.Builder(PoolingType.AVG).kernelSize(2).stride(2).build()),
        arguments("padding", new ZeroPadding1DLayer(2, 1)),
        arguments("cropping", new Cropping1D(1, 2)),
        arguments("upsampling", new Upsampling1D.Builder(3).build()),
        arguments("lstm", new LSTM.Builder().nOut(5).build()),
        arguments(
            "lstm, hard gates",
            new LSTM.Builder()
                .nOut(5)
                .gateActivationFunction(Activation.HARDSIGMOID)
                .activation(Activation.SOFTSIGN)
                .build()),
        arguments("lstm of Graves", new GravesLSTM.Builder().nOut(5).build()),
        arguments("simple rnn", new SimpleRnn.Builder().nOut(5).build()),
        arguments(
            "simple rnn, relu",
            new SimpleRnn.Builder().nOut(5).activation(Activation.RELU).build()),
        arguments("activation", new ActivationLayer(Activation.SIGMOID)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofSequences")
  void exportsALayerOfSequences(String name, Layer layer) throws Exception {
    export(sequence(layer.clone(), last(), softmax()));
    export(sequence(new LSTM.Builder().nOut(4).build(), layer.clone(), last(), softmax()));
  }

  private static Layer last() {
    return new LastTimeStep(new LSTM.Builder().nOut(4).build());
  }

  @Test
  void exportsDenseLayersAmongSteps() throws Exception {
    export(
        sequence(
            new SimpleRnn.Builder().nOut(5).build(),
            new DenseLayer.Builder().nOut(6).build(),
            new LastTimeStep(new LSTM.Builder().nOut(4).build()),
            softmax()));
  }

  @Test
  void exportsEmbeddings() throws Exception {
    export(
        model(
            network(
                new NeuralNetConfiguration.Builder()
                    .seed(3)
                    .list(
                        new EmbeddingLayer.Builder()
                            .nIn(20)
                            .nOut(6)
                            .hasBias(true)
                            .activation(Activation.TANH)
                            .build(),
                        new OutputLayer.Builder(LossFunction.MSE)
                            .nIn(6)
                            .nOut(3)
                            .activation(Activation.IDENTITY)
                            .build())
                    .build()),
            3,
            1));
    export(
        model(
            network(
                new NeuralNetConfiguration.Builder()
                    .seed(3)
                    .list(
                        new EmbeddingSequenceLayer.Builder()
                            .inputLength(7)
                            .nIn(20)
                            .nOut(6)
                            .hasBias(true)
                            .build(),
                        new LastTimeStep(new LSTM.Builder().nIn(6).nOut(4).build()),
                        new OutputLayer.Builder(LossFunction.MSE)
                            .nIn(4)
                            .nOut(3)
                            .activation(Activation.IDENTITY)
                            .build())
                    .build()),
            3,
            7));
  }

  @Test
  void foldsANormalizerIntoAConvolutionUnlessItIsPadded() throws Exception {
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(
        new DataSet(
            Nd4j.rand(DataType.FLOAT, 20, 2, 9, 8).muli(5).addi(2),
            Nd4j.rand(DataType.FLOAT, 20, 3)));
    assertThat(operators(normalized(conv(3, 3).build(), normalizer)))
        .startsWith("Reshape", "Conv", "Relu");
    assertThat(operators(normalized(conv(3, 3).padding(1, 1).build(), normalizer)))
        .startsWith("Reshape", "BatchNormalization", "Conv");
    // zero stays zero
    assertThat(operators(normalized(conv(3, 3).padding(1, 1).build(), scaler())))
        .startsWith("Reshape", "Conv", "Relu");
  }

  private static ImagePreProcessingScaler scaler() {
    return new ImagePreProcessingScaler(0, 1);
  }

  private static OnnxModel normalized(
      Layer first, org.nd4j.linalg.dataset.api.preprocessor.DataNormalization normalizer)
      throws Exception {
    return export(
        model(
            network(conf(InputType.convolutional(9, 8, 2), first, softmax())),
            normalizer,
            3,
            2,
            9,
            8));
  }

  @Test
  void foldsABatchNormIntoTheLayerAfterIt() throws Exception {
    assertThat(
            operators(
                export(
                    image(
                        conv(3, 3).build(),
                        new BatchNormalization(),
                        conv(2, 2).build(),
                        new BatchNormalization(),
                        softmax()))))
        .containsExactly("Reshape", "Conv", "Relu", "Conv", "Relu", "Flatten", "Gemm", "Softmax");
  }

  private static List<String> operators(OnnxModel model) {
    return model.proto().getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
  }
}
