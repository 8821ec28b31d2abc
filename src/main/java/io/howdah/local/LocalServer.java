package io.howdah.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The background JVM of {@code local start}: {@code LocalServer FOLDER ZOOKEEPER-PORT}. */
public final class LocalServer {
  private static final Logger LOG = LoggerFactory.getLogger(LocalServer.class);

  private LocalServer() {}

  /** Runs until the process is asked to end. */
  public static void main(String[] arguments) throws Exception {
    LocalRuntime runtime = new LocalRuntime(Path.of(arguments[0]));
    runtime.makeFolders();
    try (RandomAccessFile file = new RandomAccessFile(runtime.lockFile().toFile(), "rw");
        FileLock lock = file.getChannel().tryLock()) {
      if (lock == null) {
        throw new IOException("Cannot start: another server runs in " + runtime.folder());
      }
      CountDownLatch end = new CountDownLatch(1);
      CountDownLatch ended = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    end.countDown();
                    try {
                      ended.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  },
                  "howdah-stop"));
      try (EmbeddedHBase hbase =
          EmbeddedHBase.start(
              runtime.folder(), Integer.parseInt(arguments[1]), HBaseConfiguration.create())) {
        runtime.announce(hbase.zooKeeperPort());
        end.await();
        runtime.withdraw();
      } finally {
        ended.countDown();
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("the local runtime failed", e);
      System.err.println("howdah: " + e.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }
}
