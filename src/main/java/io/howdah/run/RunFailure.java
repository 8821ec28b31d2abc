package io.howdah.run;

import io.howdah.files.Causes;
import io.howdah.files.MachineFault;
import io.howdah.view.HBase;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/** The one line with which a run fails: what happened, where, and how to go on. */
public final class RunFailure {
  /** How HDFS, the operating system and a task's local folders say it. */
  private static final Pattern ROOM =
      Pattern.compile(
          "QuotaExceededException"
              + "|(?i)no space left on device"
              + "|could not find any valid local directory");

  private RunFailure() {}

  /** What a failure says, on one line; with what to do about it where room ran out. */
  public static String line(Throwable thrown, Configuration conf) {
    Throwable failure = unwrapped(thrown);
    Optional<String> machine = MachineFault.line(failure, conf);
    if (machine.isPresent()) {
      return machine.get();
    }
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    String first = message.lines().findFirst().orElse("");
    if (first.isBlank()) {
      first = failure.getClass().getName();
    } else if (failure instanceof Error) {
      first =
          failure.getClass().getName() + ": " + first; // its message alone is a name or a number
    }
    first = HBase.explained(first);
    StringBuilder chain = new StringBuilder();
    for (Throwable cause : Causes.of(failure)) {
      chain.append(cause).append('\n');
    }
    return withAdvice(first, chain.toString());
  }

  /**
   * The same of what a cluster kept of a task's failure.
   *
   * @param trace the exception's text, with its stack trace
   */
  public static String line(String trace) {
    String first = trace.lines().findFirst().orElse("");
    return withAdvice(first.replaceFirst("^Error: ", ""), trace);
  }

  private static String withAdvice(String line, String whole) {
    return ROOM.matcher(whole).find()
        ? "Cannot write: no room is left; free some or raise the quota: " + line
        : line;
  }

  /** Without the layers that say nothing, as Hadoop's combining record reader adds them. */
  private static Throwable unwrapped(Throwable thrown) {
    Throwable failure = thrown;
    while (failure.getCause() != null
        && (failure instanceof InvocationTargetException
            || failure.getCause().toString().equals(failure.getMessage()))) {
      failure = failure.getCause();
    }
    return failure;
  }

  /** The failure of a run that has a version, as its user must see it. */
  public static IOException of(Throwable failure, Configuration conf, String view, long version) {
    return new IOException(
        (isOfHBase(failure) && !(failure instanceof OvertakenException)
                ? "Failed to use HBase (ZooKeeper quorum "
                    + conf.get("hbase.zookeeper.quorum")
                    + ", port "
                    + conf.get("hbase.zookeeper.property.clientPort")
                    + "): "
                : "")
            + line(failure, conf)
            + " ("
            + WayOut.of(failure).advice(view, version)
            + ")",
        failure);
  }

  private static boolean isOfHBase(Throwable failure) {
    for (Throwable cause : Causes.of(failure)) {
      String name = cause.getClass().getName();
      if (cause instanceof UnansweredException
          || name.startsWith("org.apache.hadoop.hbase.client.")
          || name.startsWith("org.apache.hadoop.hbase.ipc.")
          || name.startsWith("org.apache.zookeeper.")
          || String.valueOf(cause.getMessage()).startsWith("Zookeeper ")) {
        return true;
      }
    }
    return false;
  }
}
