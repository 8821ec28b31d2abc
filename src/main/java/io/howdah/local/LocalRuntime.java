package io.howdah.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.Socket;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The folder of an embedded runtime, and the process that serves it.
 *
 * @param folder of its data, its {@code conf/hbase-site.xml}, {@code local.pid} and logs
 */
public record LocalRuntime(Path folder) {
  private static final Duration START_LIMIT = Duration.ofSeconds(150);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 100;
  private static final int ANSWER_MILLIS = 5000;
  private static final int HEAP_MIB = 1024;

  public LocalRuntime {
    folder = folder.toAbsolutePath().normalize();
  }

  /** The folder that the environment names: HOWDAH_LOCAL_DIR, else {@code ~/.howdah/local}. */
  public static LocalRuntime usual() {
    String named = System.getenv("HOWDAH_LOCAL_DIR");
    return new LocalRuntime(
        named == null || named.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".howdah", "local")
            : Path.of(named));
  }

  Path lockFile() {
    return folder.resolve("local.lock");
  }

  private Path pidFile() {
    return folder.resolve("local.pid");
  }

  private Path portFile() {
    return folder.resolve("zookeeper.port");
  }

  private Path siteFile() {
    return folder.resolve("conf").resolve("hbase-site.xml");
  }

  /** What the server printed. */
  public Path logFile() {
    return folder.resolve("logs").resolve("local.log");
  }

  void makeFolders() throws IOException {
    Files.createDirectories(siteFile().getParent());
    Files.createDirectories(logFile().getParent());
  }

  /** Tells clients where the server is; called by the server once it is ready. */
  void announce(int zooKeeperPort) throws IOException {
    BackgroundProcess.replace(
        siteFile(),
        """
        <?xml version="1.0"?>
        <configuration>
          <property><name>hbase.zookeeper.quorum</name><value>127.0.0.1</value></property>
          <property><name>hbase.zookeeper.property.clientPort</name><value>%s</value></property>
          <property><name>hbase.rootdir</name><value>%s</value></property>
        </configuration>
        """
            .formatted(zooKeeperPort, folder.resolve("hbase").toUri()));
    BackgroundProcess.replace(portFile(), zooKeeperPort + "\n");
    BackgroundProcess.replace(pidFile(), ProcessHandle.current().pid() + "\n");
  }

  void withdraw() throws IOException {
    Files.deleteIfExists(pidFile());
    Files.deleteIfExists(siteFile());
  }

  /** The server's process, if it is alive; a pid file that a killed server left does not count. */
  public Optional<ProcessHandle> process() throws IOException {
    return BackgroundProcess.of(pidFile(), LocalServer.class.getName());
  }

  /** Whether it answers: one that is being ended, or was killed, is still a process. */
  public boolean isServing() throws IOException {
    long port = BackgroundProcess.number(portFile()).orElse(0);
    return process().isPresent()
        && Files.exists(siteFile())
        && LoopbackPort.isPort(port)
        && answers((int) port)
        && process().isPresent();
  }

  /** ZooKeeper itself must: the system takes connections for a process that is stopped. */
  private static boolean answers(int zooKeeperPort) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), zooKeeperPort), ANSWER_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Adds the settings with which clients reach the server. */
  public void applyTo(Configuration conf) throws MalformedURLException {
    conf.addResource(siteFile().toUri().toURL());
    conf.reloadConfiguration();
  }

  /** The port of ZooKeeper. */
  public int zooKeeperPort() throws MalformedURLException {
    Configuration conf = new Configuration(false);
    applyTo(conf);
    return conf.getInt("hbase.zookeeper.property.clientPort", 0);
  }

  /**
   * Starts the server in a JVM of its own and waits until it is ready; first for the end of one
   * that is going down, and for another who starts it just now.
   *
   * @param zooKeeperPort to listen on; 0 for the one of the last time if it is free, else any
   * @return false where another start was faster, and the server runs
   * @throws IOException with the log's place if it ends or is not ready within 150 s; or if one
   *     that does not answer holds the data
   */
  public boolean start(int zooKeeperPort) throws IOException, InterruptedException {
    makeFolders();
    return StartLock.alone(folder, () -> startAlone(zooKeeperPort));
  }

  private boolean startAlone(int zooKeeperPort) throws IOException, InterruptedException {
    if (!awaitEnd()) {
      return false;
    }
    Files.deleteIfExists(pidFile());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmFlags.all());
    command.add("-Dhowdah.log.file=" + logFile().resolveSibling("server.log"));
    command.add("-Xmx" + HEAP_MIB + "m");
    command.add(LocalServer.class.getName());
    command.add(folder.toString());
    command.add(Integer.toString(zooKeeperPort == 0 ? portOfLastTime() : zooKeeperPort));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", JvmFlags.classPath());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Process process = builder.start();
    long limit = System.nanoTime() + START_LIMIT.toNanos();
    while (!Files.exists(pidFile())) {
      if (!process.isAlive()) {
        throw new IOException(
            "Failed to start the local runtime in " + folder + "; see " + logFile());
      }
      if (System.nanoTime() > limit) {
        process.destroy();
        throw new IOException(
            "Failed to start the local runtime within "
                + START_LIMIT.toSeconds()
                + " s; see "
                + logFile());
      }
      Thread.sleep(POLL_MILLIS); // another process's file: nothing to wait on
    }
    return true;
  }

  /** Clients that run go on to look there. */
  private int portOfLastTime() throws IOException {
    long before = BackgroundProcess.number(portFile()).orElse(0);
    return LoopbackPort.isPort(before) && LoopbackPort.isFree((int) before) ? (int) before : 0;
  }

  /**
   * Waits until nobody holds the data any more.
   *
   * @return false if one that holds them has come to answer
   */
  private boolean awaitEnd() throws IOException, InterruptedException {
    long limit = System.nanoTime() + STOP_LIMIT.toNanos();
    try (RandomAccessFile file = new RandomAccessFile(lockFile().toFile(), "rw")) {
      while (true) {
        try (FileLock lock = file.getChannel().tryLock()) {
          if (lock != null) {
            return true;
          }
        }
        if (isServing()) {
          return false;
        }
        if (System.nanoTime() > limit) {
          throw new IOException(
              "Cannot start the local runtime: another process holds "
                  + folder
                  + " and does not answer"
                  + process()
                      .map(held -> " (end it with: kill -9 " + held.pid() + ")")
                      .orElse(" (fuser " + lockFile() + " tells which)"));
        }
        Thread.sleep(POLL_MILLIS); // another process's lock: nothing else to wait on
      }
    }
  }

  /** Ends the server cleanly; its data stay. */
  public void stop() throws IOException, InterruptedException {
    Optional<ProcessHandle> process = process();
    if (process.isPresent()) {
      BackgroundProcess.end(process.get(), "the local runtime", STOP_LIMIT);
      withdraw();
    }
  }

  /** The folder of {@code hbase-site.xml}. */
  public Path confFolder() {
    return siteFile().getParent();
  }
}
