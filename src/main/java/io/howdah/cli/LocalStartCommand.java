package io.howdah.cli;

import io.howdah.local.LocalRuntime;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code local start}: HBase and ZooKeeper in a background JVM. */
public final class LocalStartCommand implements Command {
  @Override
  public String name() {
    return "local start";
  }

  @Override
  public String summary() {
    return "Start an HBase with ZooKeeper in the background of this machine.";
  }

  @Override
  public String arguments() {
    return "[--data DIR] [--zookeeper-port N]";
  }

  @Override
  public Options options() {
    return dataOption()
        .addOption(
            Option.builder()
                .longOpt("zookeeper-port")
                .hasArg()
                .argName("N")
                .desc("port of ZooKeeper; 0 (default): any that is free")
                .build());
  }

  static Options dataOption() {
    return new Options()
        .addOption(
            Option.builder()
                .longOpt("data")
                .hasArg()
                .argName("DIR")
                .desc("folder of its data (default: $HOWDAH_LOCAL_DIR, else ~/.howdah/local)")
                .build());
  }

  static LocalRuntime runtime(CommandLine line) {
    return line.hasOption("data")
        ? new LocalRuntime(Path.of(line.getOptionValue("data")))
        : LocalRuntime.usual();
  }

  @Override
  public List<String> examples() {
    return List.of("local start", "local start --data /data/howdah --zookeeper-port 2181");
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    LocalRuntime runtime = runtime(line);
    if (runtime.process().isPresent()) {
      session.out().println("already running " + LocalStatusCommand.describe(runtime));
      return 0;
    }
    int port;
    try {
      port = Integer.parseInt(line.getOptionValue("zookeeper-port", "0"));
    } catch (NumberFormatException e) {
      throw new UsageException(
          "Invalid --zookeeper-port: " + line.getOptionValue("zookeeper-port"));
    }
    session.err().println("starting HBase and ZooKeeper on 127.0.0.1 …");
    runtime.start(port);
    session.out().println("running " + LocalStatusCommand.describe(runtime));
    return 0;
  }
}
