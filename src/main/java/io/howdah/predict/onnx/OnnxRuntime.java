package io.howdah.predict.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.howdah.model.ModelException;
import io.howdah.model.NativeBackend;

/** The native library, loaded once a JVM, and how sessions use it. */
public final class OnnxRuntime {
  private OnnxRuntime() {}

  /**
   * The environment of all sessions.
   *
   * @throws ModelException when the library is missing or not for this machine
   */
  public static OrtEnvironment environment() throws ModelException {
    try {
      return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "howdah");
    } catch (LinkageError | RuntimeException e) {
      throw new ModelException(
          "Cannot load ONNX Runtime: " + reason(e) + " (use --engine nd4j)", e);
    }
  }

  private static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return message.lines().findFirst().orElse(root.toString());
  }

  /** One thread, every optimisation that suits the model; the caller closes them. */
  public static OrtSession.SessionOptions options(OnnxModel model) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    int block = NativeBackend.cpuHas("avx512f") ? 16 : 8;
    options.setOptimizationLevel(
        ChannelBlocks.suit(model.proto().getGraph(), block)
            ? OrtSession.SessionOptions.OptLevel.ALL_OPT
            : OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    return options;
  }
}
