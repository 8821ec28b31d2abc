package io.howdah.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The background JVM of {@code local start}: {@code LocalServer FOLDER ZOOKEEPER-PORT}. */
public final class LocalServer {
  private static final Logger LOG = LoggerFactory.getLogger(LocalServer.class);

  private static final long LOOK_MILLIS = 1000;

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
                    withdraw(runtime);
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
        if (end.getCount() == 0) {
          withdraw(runtime); // it was told to end before it was ready
        }
        awaitEnd(end, hbase, runtime);
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

  /** At once, and not when all is closed: from now on it is of no use to anyone. */
  private static void withdraw(LocalRuntime runtime) {
    try {
      runtime.withdraw();
    } catch (IOException e) {
      LOG.warn("the pid file stays behind", e);
    }
  }

  private static void awaitEnd(CountDownLatch end, EmbeddedHBase hbase, LocalRuntime runtime)
      throws InterruptedException {
    while (!end.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (!hbase.isAlive()) {
        String line = "HBase has ended, as where its disk is full; see " + runtime.logFile();
        LOG.error(line);
        System.err.println("howdah: " + line);
        withdraw(runtime);
        // nothing is left that could be closed in order; it recovers as after a crash
        Runtime.getRuntime().halt(1);
      }
    }
  }
}
