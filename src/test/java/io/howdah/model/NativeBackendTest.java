package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

  @Test
  void refusesACacheOfOthersAndLeavesTheOneOfTheCommandLineAlone(@TempDir Path dir)
      throws IOException {
    String before = System.getProperty(NativeBackend.CACHE);
    Path open =
        Files.createDirectory(
            dir.resolve("open"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    try {
      System.clearProperty(NativeBackend.CACHE);
      assertThatThrownBy(() -> NativeBackend.prepare(open)).isInstanceOf(IOException.class);
      assertThat(System.getProperty(NativeBackend.CACHE)).isNull();
      NativeBackend.prepare(dir.resolve("ours"));
      assertThat(System.getProperty(NativeBackend.CACHE)).isEqualTo(dir.resolve("ours").toString());
      NativeBackend.prepare(dir.resolve("another"));
      assertThat(System.getProperty(NativeBackend.CACHE)).isEqualTo(dir.resolve("ours").toString());
      assertThat(dir.resolve("another")).doesNotExist();
    } finally {
      if (before == null) {
        System.clearProperty(NativeBackend.CACHE);
      } else {
        System.setProperty(NativeBackend.CACHE, before);
      }
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
