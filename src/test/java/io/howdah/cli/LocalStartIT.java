package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code local start} by several at once, after a disk that was full. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class LocalStartIT {
  @TempDir Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private HowdahJvm jvm(String name) throws Exception {
    return new HowdahJvm(folder.resolve(name), new Configuration(false));
  }

  @AfterEach
  void stop() throws Exception {
    HowdahJvm.Result stopped = jvm("stop").run("local", "stop", "--data", data().toString());
    assertThat(stopped.code()).as(stopped.said()).isZero();
  }

  @Test
  void ofTwoWhoStartAtOnceOneStartsAndTheOtherFindsItRunning() throws Exception {
    Files.createDirectories(data());
    // what a full disk leaves of a small file
    for (String file : new String[] {"kafka.pid", "local.pid", "zookeeper.port"}) {
      Files.createFile(data().resolve(file));
    }
    List<HowdahJvm> starters = new ArrayList<>();
    List<Process> started = new ArrayList<>();
    for (String name : new String[] {"one", "two"}) {
      HowdahJvm jvm = jvm(name);
      starters.add(jvm);
      started.add(jvm.start("local", "start", "--with-kafka", "--data", data().toString()));
    }
    List<String> said = new ArrayList<>();
    for (int i = 0; i < started.size(); i++) {
      assertThat(started.get(i).waitFor()).as(starters.get(i).said()).isZero();
      said.add(starters.get(i).said().lines().reduce((first, last) -> last).orElse(""));
    }
    assertThat(said).anyMatch(line -> line.startsWith("running "));
    assertThat(said).anyMatch(line -> line.startsWith("already running "));
    HowdahJvm.Result status = jvm("status").run("local", "status", "--data", data().toString());
    assertThat(status.code()).as(status.said()).isZero();
    assertThat(status.said()).contains("Kafka 127.0.0.1:");
    String pid = Files.readString(data().resolve("kafka.pid")).strip();
    assertThat(ProcessHandle.of(Long.parseLong(pid)))
        .hasValueSatisfying(broker -> assertThat(broker.isAlive()).isTrue());
  }
}
