package io.howdah.cli;

import io.howdah.cli.options.Usage;
import io.howdah.local.LocalKafka;
import io.howdah.local.LocalRuntime;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code local stop}: ends the background JVM, keeps the data. */
public final class LocalStopCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "local stop",
        "Stop the background HBase and Kafka; their data stay.",
        "[--data DIR]",
        List.of(LocalStartCommand.DATA),
        List.of("local stop"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    LocalRuntime runtime = LocalStartCommand.runtime(line);
    LocalKafka kafka = new LocalKafka(runtime.folder());
    if (runtime.process().isEmpty() && kafka.process().isEmpty()) {
      session.out().println("not running (data in " + runtime.folder() + ")");
      return 0;
    }
    kafka.stop();
    runtime.stop();
    session.out().println("stopped; data stay in " + runtime.folder());
    return 0;
  }
}
