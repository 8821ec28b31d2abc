package io.howdah.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The background runtime, ended in every way and started again. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class LocalRuntimeIT {
  @TempDir Path folder;
  private LocalRuntime runtime;

  @BeforeEach
  void start() throws Exception {
    runtime = new LocalRuntime(folder);
    assertThat(runtime.start(0)).isTrue();
  }

  @AfterEach
  void stop() throws Exception {
    runtime.stop();
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, process.pid() + "").start().waitFor())
        .isZero();
  }

  @Test
  void itKeepsItsPortHoweverItEndedAndIsStartedAnewWhileTheLastOneIsStillDying() throws Exception {
    int port = runtime.zooKeeperPort();
    for (String how : new String[] {"KILL", "TERM"}) {
      ProcessHandle before = runtime.process().orElseThrow();
      signal(how, before);
      while (runtime.isServing()) {
        Thread.onSpinWait(); // it answers until the signal has reached it
      }
      // at once, as `local start` in a script: it is still dying
      assertThat(runtime.start(0)).as(how).isTrue();
      assertThat(before.isAlive()).as(how).isFalse();
      assertThat(runtime.isServing()).as(how).isTrue();
      assertThat(runtime.process().orElseThrow().pid()).as(how).isNotEqualTo(before.pid());
      assertThat(runtime.zooKeeperPort()).as(how).isEqualTo(port);
    }
    runtime.stop();
    assertThat(runtime.isServing()).isFalse();
    assertThat(runtime.start(0)).isTrue();
    assertThat(runtime.zooKeeperPort()).isEqualTo(port);
    // asked once more while it runs
    assertThat(runtime.start(0)).isFalse();
    // a process that does nothing any more does not serve
    ProcessHandle stopped = runtime.process().orElseThrow();
    signal("STOP", stopped);
    assertThat(runtime.isServing()).isFalse();
    signal("CONT", stopped);
    assertThat(runtime.isServing()).isTrue();
  }

  @Test
  void aPortThatWasNamedIsTakenAndKept() throws Exception {
    runtime.stop();
    int named = LoopbackPort.free();
    assertThat(runtime.start(named)).isTrue();
    assertThat(runtime.zooKeeperPort()).isEqualTo(named);
    runtime.stop();
    try (java.net.ServerSocket other =
        new java.net.ServerSocket(named, 1, java.net.InetAddress.getLoopbackAddress())) {
      assertThat(other.getLocalPort()).isEqualTo(named);
      assertThatThrownBy(() -> runtime.start(named)).isInstanceOf(IOException.class);
      // of last time, but taken: any other
      assertThat(runtime.start(0)).isTrue();
      assertThat(runtime.zooKeeperPort()).isNotEqualTo(named).isPositive();
    }
  }
}
