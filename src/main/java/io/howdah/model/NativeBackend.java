package io.howdah.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Chooses ND4J's native library before the first of its classes loads. JavaCPP does not look at the
 * CPU: with the wrong library the JVM dies of an illegal instruction.
 */
public final class NativeBackend {
  static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  static final String CACHE = "org.bytedeco.javacpp.cachedir";

  private static final String NATIVES = "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64";
  private static final String CUDA = "org/nd4j/linalg/jcublas/JCublasBackend.class";

  /** What a library needs of the CPU, best library first. */
  private record Variant(String extension, Set<String> flags) {}

  private static final List<Variant> VARIANTS =
      List.of(
          new Variant(
              "-avx512", Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "fma")),
          new Variant("-avx2", Set.of("avx2", "fma")),
          new Variant("", Set.of()));

  private NativeBackend() {}

  /** Memory that this process has now, native libraries' with it. */
  public static long residentBytes() {
    return Pointer.physicalBytes();
  }

  /**
   * Sets the library that suits this CPU, unless the JVM's command line already did. Does nothing
   * where it cannot know better than JavaCPP: not Linux on x86-64, or CUDA on the classpath.
   *
   * @throws IllegalStateException when no library on the classpath runs on this CPU
   */
  public static void prepare() {
    if (System.getProperty(EXTENSION) != null || !isLinuxX86() || isOnClasspath(CUDA)) {
      return;
    }
    Set<String> flags = cpuFlags();
    String extension =
        choose(flags, variant -> isOnClasspath(NATIVES + variant + "/libnd4jcpu.so"));
    System.setProperty(EXTENSION, extension);
    OpenBlasKernels.prepare(Cpu.info("vendor_id"), best(flags).equals("-avx512"));
  }

  /**
   * Also sets where the libraries are unpacked, unless the JVM's command line already did.
   *
   * @param cache for this user alone: created, or checked
   * @throws IOException if it is not
   */
  public static void prepare(Path cache) throws IOException {
    if (System.getProperty(CACHE) == null) {
      NativeCache.open(cache);
      System.setProperty(CACHE, cache.toString());
    }
    prepare();
  }

  /**
   * The same for a task: in a container of YARN the libraries are unpacked to the container's
   * folder.
   *
   * @throws IOException if that cannot be used
   */
  public static void prepareTask() throws IOException {
    Optional<Path> cache = NativeCache.ofContainer(System.getenv());
    if (cache.isPresent()) {
      prepare(cache.get());
    } else {
      prepare();
    }
  }

  /**
   * Keeps ND4J and OpenBLAS to one thread: call it after a model is loaded, in the thread that will
   * predict (OpenMP counts by thread). More threads than free cores spin and cost up to 60 times.
   */
  public static void singleThread() {
    threads(1);
  }

  /** The same for any number of threads: to measure whether more of them help. */
  public static void threads(int threads) {
    Environment environment = Nd4j.getEnvironment();
    // setMaxThreads does nothing in this ND4J; these three together hold it to its cores
    environment.setMaxMasterThreads(threads);
    if (environment.isCPU()) {
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
      openblas.blas_set_num_threads(threads);
    }
  }

  /** True if this is Linux on an x86-64 whose CPU has the feature: {@code avx512f}. */
  public static boolean cpuHas(String flag) {
    return isLinuxX86() && cpuFlags().contains(flag);
  }

  /** The best extension that the CPU's flags allow and the classpath has. */
  static String choose(Set<String> flags, Predicate<String> available) {
    return VARIANTS.stream()
        .filter(variant -> flags.containsAll(variant.flags()))
        .map(Variant::extension)
        .filter(available)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot find a native ND4J library for this CPU on the classpath (add nd4j-native"
                        + " with the classifier linux-x86_64"
                        + best(flags)
                        + ")"));
  }

  private static String best(Set<String> flags) {
    return choose(flags, variant -> true);
  }

  private static Set<String> cpuFlags() {
    return Set.copyOf(Arrays.asList(Cpu.info("flags").split("\\s+")));
  }

  private static boolean isLinuxX86() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    return os.startsWith("linux") && (arch.equals("amd64") || arch.equals("x86_64"));
  }

  private static boolean isOnClasspath(String resource) {
    return NativeBackend.class.getClassLoader().getResource(resource) != null;
  }
}
