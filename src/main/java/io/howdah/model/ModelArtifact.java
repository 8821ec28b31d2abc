package io.howdah.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A model's zip and its card, on any of Hadoop's file systems. */
public final class ModelArtifact {
  /** The card's name where one model lies in the directory. */
  public static final String CARD = "card.json";

  private final ModelCard card;
  private final Path modelPath;
  private final long length;
  private final Configuration conf;

  private ModelArtifact(ModelCard card, Path modelPath, long length, Configuration conf) {
    this.card = card;
    this.modelPath = modelPath;
    this.length = length;
    this.conf = conf;
  }

  /**
   * Finds the model and reads its card.
   *
   * @param directoryOrZip a directory with one {@code .zip}, or the zip; {@code NAME.card.json} or
   *     {@code card.json} lies beside it
   * @throws ModelException when there is none, or the card is invalid
   */
  public static ModelArtifact open(Path directoryOrZip, Configuration conf) throws IOException {
    FileSystem fs = directoryOrZip.getFileSystem(conf);
    FileStatus zip = zip(fs, directoryOrZip);
    Path cardPath = cardPath(fs, zip.getPath());
    if (!fs.exists(cardPath)) {
      throw new ModelException(
          String.format(
              "Cannot find the model card: no %s (write one with: howdah model init %s)",
              cardPath, zip.getPath()));
    }
    try (InputStream in = fs.open(cardPath)) {
      return new ModelArtifact(CardJson.parse(in), zip.getPath(), zip.getLen(), conf);
    } catch (ModelException e) {
      throw new ModelException(e.getMessage() + " (in " + cardPath + ")", e);
    }
  }

  /** A model whose card is known already: what a task is given. */
  public static ModelArtifact of(ModelCard card, Path zip, Configuration conf) throws IOException {
    return new ModelArtifact(card, zip, zip.getFileSystem(conf).getFileStatus(zip).getLen(), conf);
  }

  /** The zip that {@link #open} would take, qualified; needs no card. */
  public static FileStatus zip(FileSystem fs, Path directoryOrZip) throws IOException {
    FileStatus status;
    try {
      status = fs.getFileStatus(directoryOrZip);
    } catch (FileNotFoundException e) {
      throw new ModelException("Cannot find the model: no " + fs.makeQualified(directoryOrZip), e);
    }
    if (status.isFile()) {
      return status;
    }
    List<FileStatus> zips = new ArrayList<>();
    for (FileStatus file : fs.listStatus(directoryOrZip)) {
      if (file.isFile() && file.getPath().getName().endsWith(".zip")) {
        zips.add(file);
      }
    }
    if (zips.size() != 1) {
      throw new ModelException(
          String.format(
              "Cannot choose a model: %d zip files in %s (name the one that you mean)",
              zips.size(), status.getPath()));
    }
    return zips.get(0);
  }

  /** Where the zip's card lies, or would lie: {@code NAME.card.json} if there is one. */
  public static Path cardPath(FileSystem fs, Path zip) throws IOException {
    String name = zip.getName().replaceFirst("\\.zip$", "");
    Path own = new Path(zip.getParent(), name + "." + CARD);
    return fs.exists(own) ? own : new Path(zip.getParent(), CARD);
  }

  /**
   * Writes a new artifact: the model's file and {@code card.json}, both or nothing.
   *
   * @param file local, the one that the card describes
   * @param directory that is made
   * @throws IOException if the directory is there, or cannot be written
   */
  public static void create(
      ModelCard card, java.nio.file.Path file, Path directory, Configuration conf)
      throws IOException {
    requireNew(directory, conf);
    FileSystem fs = directory.getFileSystem(conf);
    Path target = fs.makeQualified(directory);
    Path unfinished = new Path(target.getParent(), "." + target.getName() + ".unfinished");
    fs.delete(unfinished, true);
    fs.mkdirs(unfinished);
    fs.copyFromLocalFile(
        new Path(file.toUri()), new Path(unfinished, file.getFileName().toString()));
    try (OutputStream out = fs.create(new Path(unfinished, CARD))) {
      out.write(CardJson.write(card).getBytes(StandardCharsets.UTF_8));
    }
    if (!fs.rename(unfinished, target)) {
      fs.delete(unfinished, true);
      throw new IOException("Cannot write " + target + ": it cannot be made");
    }
  }

  /**
   * Refuses to write over what is there.
   *
   * @throws IOException if the directory exists
   */
  public static void requireNew(Path directory, Configuration conf) throws IOException {
    FileSystem fs = directory.getFileSystem(conf);
    if (fs.exists(directory)) {
      throw new IOException(
          "Cannot write " + fs.makeQualified(directory) + ": it is there (name a new folder)");
    }
  }

  public ModelCard card() {
    return card;
  }

  /** The zip, qualified. */
  public Path modelPath() {
    return modelPath;
  }

  /** Of the zip, in bytes. */
  public long length() {
    return length;
  }

  /**
   * Copies the zip to a local file, replacing it.
   *
   * @throws ModelException when its fingerprint is not the card's; the copy is then deleted
   */
  public void fetch(java.nio.file.Path target) throws IOException {
    String actual;
    try (InputStream in = modelPath.getFileSystem(conf).open(modelPath);
        OutputStream out = Files.newOutputStream(target)) {
      actual = Fingerprint.copy(in, out);
    }
    if (!actual.equals(card.sha256())) {
      Files.delete(target);
      throw Fingerprint.differs(modelPath.toString(), card.sha256(), actual);
    }
  }
}
