package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.local.LocalKafka;
import io.howdah.local.LocalRuntime;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** {@code local start}: HBase and ZooKeeper in a background JVM. */
public final class LocalStartCommand implements Command {
  static final Option DATA =
      Arguments.with(
          "data", "DIR", "folder of its data (default: $HOWDAH_LOCAL_DIR, else ~/.howdah/local)");

  static final String WITH_KAFKA = "with-kafka";
  private static final String KAFKA_PORT = "kafka-port";

  @Override
  public Usage usage() {
    return new Usage(
        "local start",
        "Start an HBase with ZooKeeper, and a Kafka if asked for, in the background of this machine.",
        "[--data DIR] [--zookeeper-port N] [--with-kafka [--kafka-port N]]",
        List.of(
            DATA,
            Arguments.with(
                "zookeeper-port",
                "N",
                "port of ZooKeeper; 0 (default): the one of last time, else any"),
            Arguments.flag(WITH_KAFKA, "start a Kafka broker too"),
            Arguments.with(
                KAFKA_PORT, "N", "port of Kafka; 0 (default): the one of last time, else any")),
        List.of(
            "local start",
            "local start --with-kafka",
            "local start --data /data/howdah --zookeeper-port 2181"));
  }

  static LocalRuntime runtime(CommandLine line) {
    return line.hasOption("data")
        ? new LocalRuntime(Path.of(line.getOptionValue("data")))
        : LocalRuntime.usual();
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    int port = Arguments.whole(line, "zookeeper-port", 0, 65_535, 0);
    int kafkaPort = Arguments.whole(line, KAFKA_PORT, 0, 65_535, 0);
    if (line.hasOption(KAFKA_PORT) && !line.hasOption(WITH_KAFKA)) {
      throw new UsageException("Invalid --kafka-port: it needs --with-kafka");
    }
    LocalRuntime runtime = runtime(line);
    boolean running = runtime.isServing();
    if (!running) {
      session.err().println("starting HBase and ZooKeeper on 127.0.0.1 …");
      running = !runtime.start(port);
    }
    LocalKafka kafka = new LocalKafka(runtime.folder());
    if (line.hasOption(WITH_KAFKA) && !kafka.isServing()) {
      session.err().println("starting Kafka on 127.0.0.1 …");
      kafka.start(kafkaPort);
    }
    session
        .out()
        .println(
            (running ? "already running " : "running ") + LocalStatusCommand.describe(runtime));
    return 0;
  }
}
