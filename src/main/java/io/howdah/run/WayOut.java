package io.howdah.run;

import io.howdah.files.Causes;
import io.howdah.files.MachineFault;
import io.howdah.source.FaultyInputException;
import io.howdah.source.ReadFailure;
import io.howdah.view.CatalogException;
import io.howdah.view.CatalogRowException;
import java.io.IOException;

/** What leads out of a failed run, by the kind of its failure. */
public enum WayOut {
  /** What is around the run failed: HBase, a disk, a right, memory. The same run can go on. */
  RESUME {
    @Override
    public String advice(String view, long version) {
      return "once that is fixed, go on with: " + resume(view, version);
    }
  },
  /** What the run was given is at fault: it keeps that, so only a new one can be better. */
  ANEW {
    @Override
    public String advice(String view, long version) {
      return "a run keeps the input, model and options that it began with: once that is fixed,"
          + " begin a new one, with the command that began this";
    }
  },
  /** Another has decided what becomes of the version. */
  LOOK {
    @Override
    public String advice(String view, long version) {
      return "see what became of it, and whether a new run is needed: howdah view describe " + view;
    }
  };

  /** What to tell people, without a full stop. */
  public abstract String advice(String view, long version);

  /** The command that goes on with a run. */
  public static String resume(String view, long version) {
    return "howdah score " + view + " --resume " + version;
  }

  public static WayOut of(Throwable failure) {
    for (Throwable cause : Causes.of(failure)) {
      if (cause instanceof OvertakenException) {
        return LOOK;
      }
      if (cause instanceof FaultyInputException) {
        return ANEW;
      }
      if (cause instanceof CatalogRowException) {
        return RESUME; // its own cause is a value that is not what it must be
      }
    }
    return isOfTheRequest(failure) && !MachineFault.isIn(failure) ? ANEW : RESUME;
  }

  private static boolean isOfTheRequest(Throwable failure) {
    return Causes.any(
        failure,
        cause ->
            ReadFailure.isGone(cause)
                || cause instanceof CatalogException
                || cause instanceof IllegalArgumentException);
  }

  /** The same of what a cluster kept of a task's failure: its text, with its stack trace. */
  public static WayOut of(String trace) {
    return trace.contains(FaultyInputException.class.getName()) ? ANEW : RESUME;
  }

  /** A failure of that kind, as a task has told it. */
  public IOException failure(String message) {
    return failure(message, null);
  }

  public IOException failure(String message, Throwable cause) {
    return this == ANEW
        ? new FaultyInputException(message, cause)
        : new IOException(message, cause);
  }
}
