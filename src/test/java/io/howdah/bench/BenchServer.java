package io.howdah.bench;

import io.howdah.local.LocalRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;

/** An HBase in a JVM of its own, so that its CPU time is not the job's. */
record BenchServer(LocalRuntime runtime) implements AutoCloseable {
  static BenchServer start(Path folder) throws Exception {
    Path data = folder.resolve("hbase");
    delete(data);
    LocalRuntime runtime = new LocalRuntime(data);
    runtime.start(0);
    return new BenchServer(runtime);
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  Configuration configuration() throws IOException {
    Configuration conf = HBaseConfiguration.create();
    runtime.applyTo(conf);
    return conf;
  }

  /** Class path of a client: its settings first. */
  String classPath() {
    return String.join(
        java.io.File.pathSeparator,
        List.of(runtime.confFolder().toString(), System.getProperty("java.class.path")));
  }

  @Override
  public void close() throws IOException {
    try {
      runtime.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while HBase was stopping", e);
    }
  }
}
