package io.howdah.predict.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.howdah.model.ModelException;
import io.howdah.model.NativeBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The native library, loaded once a JVM, and how sessions use it. */
public final class OnnxRuntime {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  /** Linux allows this much where nothing else is set. */
  private static final long MAX_COMMAND_LINE = 2L << 20;

  /** Measured: 256 bytes are enough. */
  private static final long STACK_A_BYTE = 1024;

  private static final long LEAST_STACK = 4L << 20;
  private static OrtEnvironment environment;

  private OnnxRuntime() {}

  /**
   * The environment of all sessions.
   *
   * @throws ModelException when the library is missing or not for this machine
   */
  public static synchronized OrtEnvironment environment() throws ModelException {
    if (environment == null) {
      environment = load();
    }
    return environment;
  }

  /** The class whose jar a job must bring along, not yet initialised. */
  public static Class<?> shipped() {
    return OrtEnvironment.class;
  }

  /**
   * ONNX Runtime 1.29 matches a regular expression against the command line of its process, by a
   * recursion that overflows a thread's usual stack, and kills the JVM, from some 4,000 bytes on.
   */
  private static OrtEnvironment load() throws ModelException {
    try {
      FutureTask<OrtEnvironment> loading =
          new FutureTask<>(
              () ->
                  OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "howdah"));
      new Thread(null, loading, "howdah-onnxruntime-loader", stackBytes()).start();
      return loading.get();
    } catch (ExecutionException | NoClassDefFoundError e) {
      throw new ModelException(
          "Cannot load ONNX Runtime: " + reason(e) + " (use --engine nd4j)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException("Cannot load ONNX Runtime: interrupted", e);
    }
  }

  private static long stackBytes() {
    try {
      return LEAST_STACK + STACK_A_BYTE * Files.readAllBytes(COMMAND_LINE).length;
    } catch (IOException e) {
      // no such file but on Linux: enough for any
      return STACK_A_BYTE * MAX_COMMAND_LINE;
    }
  }

  /** The innermost cause, which names the library or the class. */
  private static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError) {
      return "no " + root.getMessage() + " on the class path; add howdah-VERSION-onnxruntime.jar";
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
