package io.howdah.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Chooses OpenBLAS's kernels where it chooses badly itself. It looks at the CPU's maker, and takes
 * every AMD processor for one without AVX-512; on one with AVX-512, the kernels for Intel's Skylake
 * multiply small matrices 1.3 to 1.5 times as fast.
 */
final class OpenBlasKernels {
  private static final String VARIABLE = "OPENBLAS_CORETYPE";

  /** The memory that the C library reads from then on: it is freed with the last reference. */
  private static final List<Pointer> KEPT = new ArrayList<>();

  private OpenBlasKernels() {}

  /**
   * Sets the kernels for when OpenBLAS loads, unless the environment already does.
   *
   * @param maker of the CPU, as {@code /proc/cpuinfo} names it
   * @param avx512 true if the CPU has all that ND4J's own AVX-512 library needs
   */
  static synchronized void prepare(String maker, boolean avx512) {
    if (System.getenv(VARIABLE) == null && KEPT.isEmpty()) {
      choose(maker, avx512).ifPresent(core -> setVariable(VARIABLE + "=" + core));
    }
  }

  static Optional<String> choose(String maker, boolean avx512) {
    return avx512 && maker.equals("AuthenticAMD") ? Optional.of("SkylakeX") : Optional.empty();
  }

  /**
   * Java cannot set a variable of its own process, and OpenBLAS takes no other hint. So the C
   * library's list of variables is replaced by one that is longer by one.
   */
  static synchronized void setVariable(String assignment) {
    Pointer environ = Loader.addressof("environ");
    if (environ == null) {
      return;
    }
    PointerPointer<BytePointer> list = new PointerPointer<>(environ);
    PointerPointer<BytePointer> before = new PointerPointer<>(list.get(0));
    int size = 0;
    while (before.get(size) != null) {
      size++;
    }
    PointerPointer<BytePointer> environment = new PointerPointer<>(size + 2L);
    for (int i = 0; i < size; i++) {
      environment.put(i, before.get(i));
    }
    BytePointer variable = new BytePointer(assignment);
    environment.put(size, variable);
    environment.put(size + 1L, (Pointer) null);
    KEPT.add(variable);
    KEPT.add(environment);
    list.put(0, environment);
  }
}
