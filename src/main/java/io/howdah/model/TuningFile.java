package io.howdah.model;

import io.howdah.files.PlainFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** {@code tuning.json} in the folder of a model, on any of Hadoop's file systems. */
public final class TuningFile {
  /** The file's name. */
  public static final String NAME = "tuning.json";

  private final Path path;
  private final Configuration conf;

  /** The file beside a model, which need not be there. */
  public TuningFile(ModelArtifact artifact, Configuration conf) {
    this.path = new Path(artifact.modelPath().getParent(), NAME);
    this.conf = conf;
  }

  public Path path() {
    return path;
  }

  /**
   * What it holds; nothing where it is absent.
   *
   * @throws ModelException if it is invalid
   */
  public Tuning read() throws IOException {
    try (InputStream in = PlainFile.open(path, conf)) {
      return TuningJson.parse(in);
    } catch (FileNotFoundException e) {
      return Tuning.NONE;
    }
  }

  /**
   * The recommended size of a case, or why there is none. A file that cannot be read recommends
   * nothing: it is a help, and no run fails of it.
   */
  public TunedSize sizeFor(Tuning.Case wanted) {
    Tuning tuning;
    try {
      tuning = read();
    } catch (IOException e) {
      return TunedSize.none(NAME + " is ignored: " + e.getMessage());
    }
    if (tuning.entries().isEmpty()) {
      return TunedSize.none("");
    }
    return tuning
        .find(wanted)
        .map(TunedSize::of)
        .orElseGet(() -> TunedSize.none(NAME + " is ignored: " + tuning.missing(wanted)));
  }

  /**
   * Adds entries, which replace those of the same case. Readers see the old file or the new one,
   * nothing between.
   *
   * @throws IOException if the folder cannot be written to
   */
  public void add(List<Tuning.Entry> entries) throws IOException {
    Tuning before;
    try {
      before = read();
    } catch (ModelException e) {
      before = Tuning.NONE; // what nobody can use is written anew
    }
    byte[] json = TuningJson.write(before.with(entries)).getBytes(StandardCharsets.UTF_8);
    PlainFile.replace(path, json, conf);
  }
}
