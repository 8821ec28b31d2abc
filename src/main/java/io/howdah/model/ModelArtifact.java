package io.howdah.model;

import io.howdah.files.GivenPath;
import io.howdah.files.PlainFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A model's file and its card, on any of Hadoop's file systems. The file is a {@code .zip} that
 * Deeplearning4j wrote, or an {@code .onnx} that Howdah did.
 */
public final class ModelArtifact {
  /** The card's name where one model lies in the directory. */
  public static final String CARD = "card.json";

  private static final Pattern FILE = Pattern.compile("(.+)\\.(zip|onnx)");

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

  /** The same of a path as a user wrote it. */
  public static ModelArtifact open(String given, Configuration conf) throws IOException {
    return open(GivenPath.of(given, conf), conf);
  }

  /**
   * Finds the model and reads its card.
   *
   * @param directoryOrFile a directory with one {@code .zip} or {@code .onnx}, or that file; {@code
   *     NAME.card.json} or {@code card.json} lies beside it
   * @throws ModelException when there is none, or the card is invalid
   */
  public static ModelArtifact open(Path directoryOrFile, Configuration conf) throws IOException {
    FileSystem fs = directoryOrFile.getFileSystem(conf);
    FileStatus file = file(fs, directoryOrFile);
    Path cardPath = cardPath(fs, file.getPath());
    if (!fs.exists(cardPath)) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "Cannot find the model card: no %s (write one with: howdah model init %s)",
              cardPath,
              file.getPath()));
    }
    try (InputStream in = PlainFile.open(cardPath, conf)) {
      return new ModelArtifact(CardJson.parse(in), file.getPath(), file.getLen(), conf);
    } catch (ModelException e) {
      throw new ModelException(e.getMessage() + " (in " + cardPath + ")", e);
    }
  }

  /** A model whose card is known already: what a task is given. */
  public static ModelArtifact of(ModelCard card, Path file, Configuration conf) throws IOException {
    return new ModelArtifact(
        card, file, file.getFileSystem(conf).getFileStatus(file).getLen(), conf);
  }

  /** The file that {@link #open} would take, qualified; needs no card. */
  public static FileStatus file(FileSystem fs, Path directoryOrFile) throws IOException {
    FileStatus status;
    try {
      status = fs.getFileStatus(directoryOrFile);
    } catch (FileNotFoundException e) {
      throw new ModelException("Cannot find the model: no " + fs.makeQualified(directoryOrFile), e);
    }
    if (status.isFile()) {
      return status;
    }
    List<FileStatus> models = new ArrayList<>();
    for (FileStatus file : fs.listStatus(directoryOrFile)) {
      if (file.isFile() && FILE.matcher(file.getPath().getName()).matches()) {
        models.add(file);
      }
    }
    if (models.size() != 1) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "Cannot choose a model: %d .zip and .onnx files in %s (name the one that you mean)",
              models.size(),
              status.getPath()));
    }
    return models.get(0);
  }

  /** Where a model's card lies, or would lie: {@code NAME.card.json} if there is one. */
  public static Path cardPath(FileSystem fs, Path file) throws IOException {
    Path own = GivenPath.child(file.getParent(), name(file) + "." + CARD);
    return fs.exists(own) ? own : new Path(file.getParent(), CARD);
  }

  /** The file's name without what tells its kind. */
  public static String name(Path file) {
    Matcher matcher = FILE.matcher(file.getName());
    return matcher.matches() ? matcher.group(1) : file.getName();
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
    FileSystem fs = PlainFile.system(directory, conf);
    Path target = fs.makeQualified(directory);
    Path unfinished = GivenPath.child(target.getParent(), "." + target.getName() + ".unfinished");
    fs.delete(unfinished, true);
    PlainFile.naming(
        target,
        () -> {
          fs.mkdirs(unfinished);
          fs.copyFromLocalFile(
              new Path(file.toUri()), GivenPath.child(unfinished, file.getFileName().toString()));
          PlainFile.write(
              new Path(unfinished, CARD),
              CardJson.write(card).getBytes(StandardCharsets.UTF_8),
              conf);
          return null;
        });
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

  /** What was said of a local copy, said of the model's own file. */
  public ModelException about(java.nio.file.Path copy, ModelException failure) {
    return new ModelException(
        failure.getMessage().replace(copy.getFileName().toString(), modelPath.getName()), failure);
  }

  public ModelCard card() {
    return card;
  }

  /** The file, qualified. */
  public Path modelPath() {
    return modelPath;
  }

  /** Of the file, in bytes. */
  public long length() {
    return length;
  }

  /**
   * Copies the model to a local file, replacing it.
   *
   * @throws ModelException when its fingerprint is not the card's; the copy is then deleted
   */
  public void fetch(java.nio.file.Path target) throws IOException {
    String actual;
    try (InputStream in = PlainFile.open(modelPath, conf)) {
      actual =
          PlainFile.naming(
              target,
              () -> {
                try (OutputStream out = Files.newOutputStream(target)) {
                  return Fingerprint.copy(in, out);
                }
              });
    }
    if (!actual.equals(card.sha256())) {
      Files.delete(target);
      throw Fingerprint.differs(modelPath.toString(), card.sha256(), actual);
    }
  }
}
