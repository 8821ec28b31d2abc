package io.howdah.report;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes reports into the folders of their runs. One that cannot be written costs a line on the
 * console: the run is what it is.
 */
public record ReportWriter(Configuration conf, PrintStream console) {
  private static final Logger LOG = LoggerFactory.getLogger(ReportWriter.class);

  /** Returns where the page lies, if it could be written. */
  public Optional<String> write(ReportedVersion run) {
    try {
      ReportFolder folder = new ReportFolder(conf, run.folder());
      folder.write(folder.report(run));
      return folder.page();
    } catch (IOException | RuntimeException | FSError e) {
      LOG.warn("the report of version {} of view {} is missing", run.version(), run.view(), e);
      console.println(
          "Cannot write the report to "
              + run.folder()
              + ": "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + " (the run is not touched by that; once it is fixed: howdah view report "
              + run.view()
              + " "
              + run.version()
              + ")");
      return Optional.empty();
    }
  }
}
