package io.howdah.source;

import io.howdah.files.Causes;
import io.howdah.files.MachineFault;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.ChecksumException;

/** Whether the input is at fault where reading it failed, or what lies around it. */
public final class ReadFailure {
  private ReadFailure() {}

  /**
   * The failure as it is reported.
   *
   * @param packed true if the bytes are compressed: these are mostly at fault themselves
   * @return a {@link FaultyInputException} if the input is at fault
   */
  public static IOException of(String message, IOException cause, boolean packed) {
    boolean faulty =
        Causes.any(cause, ReadFailure::isToldSo)
            || (!MachineFault.isIn(cause)
                && (Causes.any(cause, ReadFailure::isOfInput) || (packed && !isOnTheWay(cause))));
    return faulty ? new FaultyInputException(message, cause) : new IOException(message, cause);
  }

  private static boolean isToldSo(Throwable cause) {
    return cause instanceof FaultyInputException || cause instanceof UnreadableException;
  }

  private static boolean isOfInput(Throwable cause) {
    return isGone(cause) || cause instanceof IllegalArgumentException;
  }

  private static boolean isOnTheWay(IOException failure) {
    String name = failure.getClass().getName();
    return name.startsWith("java.net.")
        || name.startsWith("org.apache.hadoop.hdfs.")
        || name.startsWith("org.apache.hadoop.ipc.")
        || name.startsWith("org.apache.hadoop.security.")
        || (name.startsWith("org.apache.hadoop.fs.") // of object stores
            && !(failure instanceof ChecksumException));
  }

  /**
   * True of a file that is not there. (Java says so of one that it cannot open, too, and puts the
   * system's reason in brackets.)
   */
  public static boolean isGone(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof FileNotFoundException
        && (!message.endsWith(")") || message.endsWith("(No such file or directory)"));
  }
}
