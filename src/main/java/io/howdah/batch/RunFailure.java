package io.howdah.batch;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/** The one line with which a run fails: what happened, where, and how to go on. */
final class RunFailure {
  private RunFailure() {}

  /** What a failure says, on one line; with what to do about it where room ran out. */
  static String line(Throwable thrown) {
    Throwable failure = unwrapped(thrown);
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    String first = message.lines().findFirst().orElse("");
    if (first.isBlank()) {
      first = failure.getClass().getName();
    }
    return isOutOfRoom(failure)
        ? "Cannot write: no room is left; free some or raise the quota: " + first
        : first;
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

  private static boolean isOutOfRoom(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (cause.getClass().getSimpleName().endsWith("QuotaExceededException")
          || text.contains("no space left on device")
          || text.contains("could not find any valid local directory")) {
        return true;
      }
    }
    return false;
  }

  /** The failure of a run that has a version, as its user must see it. */
  static IOException of(Exception failure, Configuration conf, String view, long version) {
    return new IOException(
        (isOfHBase(failure)
                ? "Failed to use HBase (ZooKeeper quorum "
                    + conf.get("hbase.zookeeper.quorum")
                    + ", port "
                    + conf.get("hbase.zookeeper.property.clientPort")
                    + "): "
                : "")
            + line(failure)
            + " (once that is mended, go on with: howdah score "
            + view
            + " --resume "
            + version
            + ")",
        failure);
  }

  private static boolean isOfHBase(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
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
