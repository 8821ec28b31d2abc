package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.junit.jupiter.api.Test;

class OpenBlasKernelsTest {
  @Test
  void takesSkylakesKernelsForAmdWithAvx512() {
    assertThat(OpenBlasKernels.choose("AuthenticAMD", true)).contains("SkylakeX");
  }

  @Test
  void leavesEveryOtherCpuToOpenBlas() {
    assertThat(OpenBlasKernels.choose("AuthenticAMD", false)).isEmpty();
    assertThat(OpenBlasKernels.choose("GenuineIntel", true)).isEmpty();
    assertThat(OpenBlasKernels.choose("", true)).isEmpty();
  }

  @Test
  void theProcessHasTheVariableAndAllOthers() {
    NativeBackend.prepare();
    List<String> before = variables();
    OpenBlasKernels.setVariable("HOWDAH_TEST=kernels");
    assertThat(variables()).containsAll(before).contains("HOWDAH_TEST=kernels");
    assertThat(variables()).hasSize(before.size() + 1);
  }

  @Test
  void theVariableOutlivesTheCollectionOfGarbage() {
    OpenBlasKernels.setVariable("HOWDAH_KEPT=kernels");
    System.gc();
    Pointer.deallocateReferences();
    // of the same size: they take the variable's place if that was freed
    List<BytePointer> others = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      others.add(new BytePointer("x".repeat("HOWDAH_KEPT=kernels".length())));
    }
    assertThat(variables()).contains("HOWDAH_KEPT=kernels");
    others.forEach(BytePointer::close);
  }

  /** As the C library has them. */
  private static List<String> variables() {
    PointerPointer<BytePointer> list =
        new PointerPointer<>(new PointerPointer<>(Loader.addressof("environ")).get(0));
    List<String> variables = new ArrayList<>();
    for (int i = 0; list.get(i) != null; i++) {
      variables.add(new BytePointer(list.get(i)).getString());
    }
    return variables;
  }
}
