package io.howdah.cli;

import io.howdah.local.LocalRuntime;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code local stop}: ends the background JVM, keeps the data. */
public final class LocalStopCommand implements Command {
  @Override
  public String name() {
    return "local stop";
  }

  @Override
  public String summary() {
    return "Stop the background HBase; its data stay.";
  }

  @Override
  public String arguments() {
    return "[--data DIR]";
  }

  @Override
  public Options options() {
    return LocalStartCommand.dataOption();
  }

  @Override
  public List<String> examples() {
    return List.of("local stop");
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    LocalRuntime runtime = LocalStartCommand.runtime(line);
    if (runtime.process().isEmpty()) {
      session.out().println("not running (data in " + runtime.folder() + ")");
      return 0;
    }
    runtime.stop();
    session.out().println("stopped; data stay in " + runtime.folder());
    return 0;
  }
}
