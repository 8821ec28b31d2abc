package io.howdah.cli;

import io.howdah.cli.options.Usage;
import io.howdah.local.LocalKafka;
import io.howdah.local.LocalRuntime;
import java.io.IOException;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code local status}: does it run, and where? */
public final class LocalStatusCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "local status",
        "Say whether the background HBase runs (exit code 0) or not (1).",
        "[--data DIR]",
        List.of(LocalStartCommand.DATA),
        List.of("local status"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    LocalRuntime runtime = LocalStartCommand.runtime(line);
    if (runtime.process().isEmpty()) {
      session.out().println("not running (data in " + runtime.folder() + ")");
      return 1;
    }
    session.out().println("running " + describe(runtime));
    return 0;
  }

  static String describe(LocalRuntime runtime) throws IOException {
    return "as process "
        + runtime.process().map(ProcessHandle::pid).orElse(0L)
        + ": ZooKeeper 127.0.0.1:"
        + runtime.zooKeeperPort()
        + new LocalKafka(runtime.folder()).address().map(at -> ", Kafka " + at).orElse("")
        + ", data in "
        + runtime.folder();
  }
}
