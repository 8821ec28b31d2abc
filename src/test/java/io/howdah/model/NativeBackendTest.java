package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.bytedeco.openblas.global.openblas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

class NativeBackendTest {
  private static final Set<String> AVX2 = Set.of("sse4_2", "avx", "avx2", "fma");
  private static final Set<String> AVX512 =
      Set.of("avx2", "fma", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

  @Test
  void takesTheBestLibraryThatTheCpuRuns() {
    assertThat(NativeBackend.choose(AVX512, extension -> true)).isEqualTo("-avx512");
    assertThat(NativeBackend.choose(AVX2, extension -> true)).isEqualTo("-avx2");
    assertThat(NativeBackend.choose(Set.of(), extension -> true)).isEmpty();
  }

  @Test
  void takesOnlyWhatIsOnTheClasspath() {
    assertThat(NativeBackend.choose(AVX512, "-avx2"::equals)).isEqualTo("-avx2");
    assertThat(NativeBackend.choose(AVX512, ""::equals)).isEmpty();
  }

  @Test
  void saysWhatToAddWhereNoneFits() {
    assertThatThrownBy(() -> NativeBackend.choose(Set.of("sse4_2"), "-avx2"::equals))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Cannot find a native ND4J library for this CPU")
        .hasMessageEndingWith("with the classifier linux-x86_64)");
  }

  @Test
  void refusesACacheThatJavaCppWouldSilentlyReplace(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "");
    String before = System.getProperty(NativeBackend.CACHE);
    assertThatThrownBy(() -> NativeBackend.prepare(file.resolve("cache")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write the directory for native libraries: " + file);
    assertThat(System.getProperty(NativeBackend.CACHE)).isEqualTo(before);
  }

  @Test
  void leavesTheChoiceOfTheCommandLineAlone() {
    NativeBackend.prepare();
    String before = System.getProperty(NativeBackend.EXTENSION);
    System.setProperty(NativeBackend.EXTENSION, "-chosen");
    try {
      NativeBackend.prepare();
      assertThat(System.getProperty(NativeBackend.EXTENSION)).isEqualTo("-chosen");
    } finally {
      restore(before);
    }
  }

  private static void restore(String extension) {
    if (extension == null) {
      System.clearProperty(NativeBackend.EXTENSION);
    } else {
      System.setProperty(NativeBackend.EXTENSION, extension);
    }
  }

  @Test
  void keepsToOneThread() {
    NativeBackend.prepare();
    NativeBackend.singleThread();
    assertThat(Nd4j.getEnvironment().maxMasterThreads()).isEqualTo(1);
    assertThat(NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads()).isEqualTo(1);
    assertThat(openblas.blas_get_num_threads()).isEqualTo(1);
  }
}
