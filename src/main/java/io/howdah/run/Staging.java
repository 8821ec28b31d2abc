package io.howdah.run;

import io.howdah.files.PlainFile;
import io.howdah.gate.EvidenceKind;
import io.howdah.settings.Settings;
import io.howdah.source.InputFile;
import io.howdah.source.InputFiles;
import io.howdah.source.InputList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;

/**
 * The folder of one run: {@code hfiles/} until they are loaded, {@code rejects/}, {@code
 * readback/}, {@code failures/}, {@code sample}, {@code input-files} and {@code manifest.json}.
 */
public final class Staging {
  /** Rejects, below a job's output. */
  public static final String REJECTS = "_rejects";

  /** Rows to be looked up before the version is published, below a job's output. */
  public static final String READ_BACK = "_readback";

  private final Path folder;
  private final FileSystem files;
  private final Configuration conf;

  public Staging(Configuration conf, String view, long version) throws IOException {
    this.conf = conf;
    Path root = new Path(FileSystem.get(conf).getHomeDirectory(), Settings.from(conf).stagingDir());
    this.files = root.getFileSystem(conf);
    this.folder = files.makeQualified(new Path(root, view + "/" + version));
  }

  /** All of it. */
  public Path folder() {
    return folder;
  }

  /**
   * A fresh folder for a job's output. Each attempt has its own: a job that outlived its driver
   * goes on writing to the one it was given.
   */
  public Path attempt() {
    return new Path(folder, "attempt-" + UUID.randomUUID());
  }

  /** The HFiles of the attempt whose books balanced. */
  public Path output() {
    return new Path(folder, "hfiles");
  }

  /** The list of the files that the run reads. */
  public Path inputs() {
    return new Path(folder, "input-files");
  }

  /** Writes that list, for a run of the same files that goes on. */
  public void keepInputs(List<FileStatus> files) throws IOException {
    InputList.write(files, inputs(), conf);
  }

  /**
   * The files of a run that goes on, as they were listed when it began.
   *
   * @throws IOException if the list is gone and cannot be made anew
   */
  public List<InputFile> inputs(RunManifest manifest) throws IOException {
    Optional<List<InputFile>> kept = manifest.files().find(inputs(), conf);
    if (kept.isPresent()) {
      return kept.get();
    }
    // the driver may have died before it wrote the list
    if (manifest.request().namesAllInput()) {
      List<FileStatus> listed = InputFiles.expand(manifest.request().input(), conf);
      if (InputList.of(listed).equals(manifest.files())) {
        return listed.stream().map(InputFile::of).toList();
      }
    }
    throw new IOException(
        "Cannot resume: the list of the files that the run began with is gone ("
            + inputs()
            + "); start a new run");
  }

  public Path rejects() {
    return new Path(folder, "rejects");
  }

  public Path failures() {
    return new Path(folder, "failures");
  }

  public Path readBack() {
    return new Path(folder, "readback");
  }

  /** What a later run is compared with. */
  public Path kept(EvidenceKind<?> kind) {
    return new Path(folder, kind.name());
  }

  public FileSystem files() {
    return files;
  }

  /**
   * Makes the folder ready for a run that begins or goes on. Of many paths of the input the
   * manifest keeps a few alone, so that without the list no run can go on.
   */
  public void begin(RunManifest manifest, List<FileStatus> inputFiles) throws IOException {
    try {
      clear();
      keepInputs(inputFiles);
    } catch (IOException | FSError e) {
      if (manifest.request().namesAllInput() || isKept(manifest)) {
        throw e;
      }
      throw WayOut.ANEW.failure(RunFailure.line(e, conf), e);
    }
  }

  private boolean isKept(RunManifest manifest) {
    try {
      return manifest.files().find(inputs(), conf).isPresent();
    } catch (IOException | FSError e) {
      return false; // a new run goes on in any case
    }
  }

  /** Forgets what an earlier attempt of this run left. */
  private void clear() throws IOException {
    if (!PlainFile.naming(folder, () -> files.mkdirs(folder))) {
      // Java's own calls tell nothing more
      throw new IOException(
          "Cannot make folder " + folder + " (may it be written to, and is there room?)");
    }
    for (FileStatus child : files.listStatus(folder)) {
      if (!child.getPath().equals(inputs())) {
        files.delete(child.getPath(), true);
      }
    }
  }

  /** Takes an attempt over: rejects and samples apart, the HFiles alone. */
  public void accept(Path attempt) throws IOException {
    move(new Path(attempt, REJECTS), rejects());
    move(new Path(attempt, READ_BACK), readBack());
    move(attempt, output());
  }

  private void move(Path from, Path to) throws IOException {
    if (files.exists(from) && !files.rename(from, to)) {
      throw new IOException("Failed to move " + from + " to " + to);
    }
  }

  /** Number of cells in an attempt's HFiles, as their own trailers tell. */
  public long cells(Path attempt) throws IOException {
    long cells = 0;
    for (FileStatus family : files.listStatus(attempt)) {
      if (family.isDirectory() && !family.getPath().getName().startsWith("_")) {
        for (FileStatus file : files.listStatus(family.getPath())) {
          try (HFile.Reader reader =
              HFile.createReader(files, file.getPath(), CacheConfig.DISABLED, true, conf)) {
            cells += reader.getEntries();
          }
        }
      }
    }
    return cells;
  }

  public void write(RunManifest manifest) throws IOException {
    PlainFile.write(manifest(), manifest.json().getBytes(StandardCharsets.UTF_8), conf);
  }

  /** The same where there is one; a folder that was deleted is not made anew. */
  public void rewrite(RunManifest manifest) throws IOException {
    if (files.exists(manifest())) {
      write(manifest);
    }
  }

  private Path manifest() {
    return new Path(folder, "manifest.json");
  }

  public void dropOutput() throws IOException {
    files.delete(output(), true);
  }
}
