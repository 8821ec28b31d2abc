package io.howdah.bench;

import java.nio.file.Path;

/** One way to score the same mini-batch over and over. */
interface Contender extends AutoCloseable {
  /** DL4J's own {@code output()}. */
  String OUTPUT = "output()";

  /** A session of ONNX Runtime that a user would write by hand. */
  String BARE_ONNXRUNTIME = "bare ONNX Runtime";

  /** Nothing but the matrix products. */
  String SGEMM = "cblas_sgemm";

  void score();

  /** What {@link #score} found, row after row; empty where it finds no scores. */
  float[] scores();

  @Override
  void close();

  /**
   * @param name one of the above, or the name of an engine of Howdah
   */
  static Contender of(String name, BenchNetwork network, Path folder) throws Exception {
    return switch (name) {
      case OUTPUT -> new NetworkOutput(network);
      case BARE_ONNXRUNTIME -> new BareOnnxRuntime(network);
      case SGEMM -> new MatrixProducts(network);
      default -> new HowdahEngine(name, network, folder);
    };
  }
}
