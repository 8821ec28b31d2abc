package io.howdah.cli;

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

  @Override
  public Usage usage() {
    return new Usage(
        "local start",
        "Start an HBase with ZooKeeper in the background of this machine.",
        "[--data DIR] [--zookeeper-port N]",
        List.of(
            DATA,
            Arguments.with(
                "zookeeper-port", "N", "port of ZooKeeper; 0 (default): any that is free")),
        List.of("local start", "local start --data /data/howdah --zookeeper-port 2181"));
  }

  static LocalRuntime runtime(CommandLine line) {
    return line.hasOption("data")
        ? new LocalRuntime(Path.of(line.getOptionValue("data")))
        : LocalRuntime.usual();
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    int port = Arguments.whole(line, "zookeeper-port", 0, 65_535, 0);
    LocalRuntime runtime = runtime(line);
    if (runtime.process().isPresent()) {
      session.out().println("already running " + LocalStatusCommand.describe(runtime));
      return 0;
    }
    session.err().println("starting HBase and ZooKeeper on 127.0.0.1 …");
    runtime.start(port);
    session.out().println("running " + LocalStatusCommand.describe(runtime));
    return 0;
  }
}
