package io.howdah.oozie;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.oozie.server.EmbeddedOozieServer;
import org.apache.oozie.server.guice.OozieGuiceModule;

/**
 * Oozie's own server in this JVM: its services over an HSQLDB in memory, its HTTP API on 127.0.0.1.
 */
final class OozieServer implements AutoCloseable {
  private final EmbeddedOozieServer server;
  private final String url;

  private OozieServer(EmbeddedOozieServer server, String url) {
    this.server = server;
    this.url = url;
  }

  /**
   * @param home its folder, with the cluster's settings in {@code conf/hadoop-conf}
   * @param shareLib folder in HDFS of the jars that launchers are given
   */
  static OozieServer start(Path home, String shareLib) throws Exception {
    Path conf = Files.createDirectories(home.resolve("conf"));
    Files.createDirectories(conf.resolve("hadoop-conf"));
    Files.createDirectories(conf.resolve("action-conf"));
    Files.createDirectories(home.resolve("data"));
    int port = freePort();
    Configuration site = new Configuration(false);
    site(port, home, shareLib).forEach(site::set);
    try (OutputStream out = Files.newOutputStream(conf.resolve("oozie-site.xml"))) {
      site.writeXml(out);
    }
    Files.writeString(
        conf.resolve("oozie-log4j.properties"),
        """
        log4j.rootLogger=INFO,file
        log4j.appender.file=org.apache.log4j.FileAppender
        log4j.appender.file.File=%s
        log4j.appender.file.layout=org.apache.log4j.PatternLayout
        log4j.appender.file.layout.ConversionPattern=%%d{ISO8601} %%p %%c{1}: %%m%%n
        """
            .formatted(home.resolve("oozie.log")));
    System.setProperty("oozie.home.dir", home.toString());
    System.setProperty("oozie.data.dir", home.resolve("data").toString());
    System.setProperty("oozie.log4j.file", "oozie-log4j.properties");
    Injector injector = Guice.createInjector(new OozieGuiceModule());
    EmbeddedOozieServer server = injector.getInstance(EmbeddedOozieServer.class);
    server.setup();
    server.start();
    return new OozieServer(server, "http://127.0.0.1:" + port + "/oozie");
  }

  private static Map<String, String> site(int port, Path home, String shareLib) {
    return Map.ofEntries(
        Map.entry("oozie.http.hostname", "127.0.0.1"),
        Map.entry("oozie.http.port", Integer.toString(port)),
        Map.entry("oozie.jsp.tmp.dir", home.resolve("jsp").toString()),
        Map.entry("oozie.service.JPAService.create.db.schema", "true"),
        Map.entry("oozie.service.JPAService.jdbc.driver", "org.hsqldb.jdbcDriver"),
        Map.entry("oozie.service.JPAService.jdbc.url", "jdbc:hsqldb:mem:oozie;create=true"),
        Map.entry("oozie.service.JPAService.jdbc.username", "sa"),
        Map.entry("oozie.service.JPAService.jdbc.password", ""),
        Map.entry("oozie.service.HadoopAccessorService.hadoop.configurations", "*=hadoop-conf"),
        Map.entry("oozie.service.HadoopAccessorService.action.configurations", "*=action-conf"),
        Map.entry("oozie.service.HadoopAccessorService.supported.filesystems", "*"),
        Map.entry("oozie.service.WorkflowAppService.system.libpath", shareLib),
        // seconds, of minutes: a test does not wait for what a day's run would not notice;
        // a launcher that ends calls back
        Map.entry("oozie.service.ActionCheckerService.action.check.interval", "10"),
        Map.entry("oozie.service.ActionCheckerService.action.check.delay", "10"),
        Map.entry("oozie.service.CoordMaterializeTriggerService.lookup.interval", "2"),
        Map.entry("oozie.service.CoordMaterializeTriggerService.scheduling.interval", "2"),
        Map.entry("oozie.service.StatusTransitService.statusTransit.interval", "2"),
        Map.entry("oozie.service.RecoveryService.interval", "10"),
        Map.entry("oozie.service.coord.input.check.requeue.interval", "2000"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  /** What {@code oozie -oozie URL} takes. */
  String url() {
    return url;
  }

  @Override
  public void close() throws Exception {
    server.shutdown();
  }
}
