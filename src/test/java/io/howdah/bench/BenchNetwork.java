package io.howdah.bench;

import io.howdah.model.Fingerprint;
import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import io.howdah.predict.MiniBatch;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The networks of the scoreboard. But for the digits' one their weights are never trained: the time
 * to score does not depend on them.
 */
enum BenchNetwork {
  /** 32-64-64-2. */
  SMALL_MLP(1024, 32, 2) {
    @Override
    MultiLayerConfiguration configuration() {
      return perceptron(32, 64, 64, 2);
    }
  },
  /** 256-512-256-10. */
  LARGE_MLP(256, 256, 10) {
    @Override
    MultiLayerConfiguration configuration() {
      return perceptron(256, 512, 256, 10);
    }
  },
  /** 784-256-128-10, which can learn the digits of the example. */
  DIGITS_MLP(256, 784, 10) {
    @Override
    MultiLayerConfiguration configuration() {
      return perceptron(784, 256, 128, 10);
    }
  },
  /** Two convolutions of 5 by 5, each with a maximum of 2 by 2, and 500 hidden units. */
  LENET(64, 784, 10) {
    @Override
    MultiLayerConfiguration configuration() {
      return new NeuralNetConfiguration.Builder()
          .seed(SEED)
          .list()
          .layer(convolution(20))
          .layer(maximum())
          .layer(convolution(50))
          .layer(maximum())
          .layer(new DenseLayer.Builder().nOut(500).activation(Activation.RELU).build())
          .layer(softmax().nOut(10).build())
          .setInputType(InputType.convolutional(28, 28, 1))
          .build();
    }
  };

  private static final long SEED = 20261124;

  private final int miniBatch;
  private final int width;
  private final int outputs;

  BenchNetwork(int miniBatch, int width, int outputs) {
    this.miniBatch = miniBatch;
    this.width = width;
    this.outputs = outputs;
  }

  abstract MultiLayerConfiguration configuration();

  /** Rows of the mini-batch that it is measured with. */
  int miniBatch() {
    return miniBatch;
  }

  List<Integer> inputShape() {
    return this == LENET ? List.of(1, 28, 28) : List.of(width);
  }

  int width() {
    return width;
  }

  int outputs() {
    return outputs;
  }

  MultiLayerNetwork network() {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration());
    network.init();
    return network;
  }

  /** Writes the network and gives its card. */
  ModelCard write(Path zip) throws IOException {
    ModelSerializer.writeModel(network(), zip.toFile(), false);
    return new ModelCard(
        "bench",
        "1",
        new RecordSchema(
            "id",
            Optional.empty(),
            IntStream.range(0, width)
                .<Feature>mapToObj(i -> new Feature.Numeric("f" + i, Float.NaN))
                .toList()),
        inputShape(),
        Task.CLASSIFICATION,
        outputs == 2
            ? List.of("no", "yes")
            : IntStream.range(0, outputs).mapToObj(String::valueOf).toList(),
        Fingerprint.of(zip));
  }

  /** A full mini-batch of numbers between 0 and 1. */
  MiniBatch rows() {
    SplittableRandom random = new SplittableRandom(SEED);
    MiniBatch rows = new MiniBatch(miniBatch, width);
    while (!rows.isFull()) {
      rows.open();
      for (int i = 0; i < width; i++) {
        rows.feature(i, (float) random.nextDouble());
      }
      rows.close("", 0, ByteBuffer.allocate(0));
    }
    return rows;
  }

  private static MultiLayerConfiguration perceptron(int inputs, int first, int second, int last) {
    return new NeuralNetConfiguration.Builder()
        .seed(SEED)
        .updater(new Adam(1e-3))
        .list()
        .layer(dense(inputs, first))
        .layer(dense(first, second))
        .layer(softmax().nIn(second).nOut(last).build())
        .build();
  }

  private static DenseLayer dense(int inputs, int outputs) {
    return new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(Activation.RELU).build();
  }

  private static OutputLayer.Builder softmax() {
    return new OutputLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX);
  }

  private static ConvolutionLayer convolution(int channels) {
    return new ConvolutionLayer.Builder(5, 5).nOut(channels).activation(Activation.RELU).build();
  }

  private static SubsamplingLayer maximum() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }
}
