package io.howdah.report;

import io.howdah.files.PlainFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The folder of a run, as far as reports are concerned: its rejects, and the report itself. */
public final class ReportFolder {
  private static final String PAGE = "report.html";
  private static final String JSON = "report.json";

  /** As runs.md names it. */
  static final String REJECTS = "rejects";

  private final Path folder;
  private final FileSystem files;
  private final Configuration conf;

  public ReportFolder(Configuration conf, String folder) throws IOException {
    this.conf = conf;
    this.folder = new Path(folder);
    this.files = this.folder.getFileSystem(conf);
  }

  /** Makes the report of the run whose folder this is; without examples if the rejects are gone. */
  public RunReport report(ReportedVersion run) throws IOException {
    Map<String, List<RunReport.Example>> examples =
        RejectExamples.read(files, new Path(folder, REJECTS), RunReport.topCauses(run.manifest()));
    return RunReport.of(run, examples, Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  /** Where the page lies, if it does. */
  public Optional<String> page() throws IOException {
    Path page = new Path(folder, PAGE);
    return files.exists(page) ? Optional.of(page.toString()) : Optional.empty();
  }

  /** Writes both files. */
  public void write(RunReport report) throws IOException {
    write(JSON, report.json() + "\n");
    write(PAGE, report.html());
  }

  private void write(String name, String text) throws IOException {
    PlainFile.write(new Path(folder, name), text.getBytes(StandardCharsets.UTF_8), conf);
  }
}
