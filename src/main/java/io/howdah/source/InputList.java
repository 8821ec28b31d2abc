package io.howdah.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.files.PlainFile;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The files that a run reads, as its manifest tells of them. There may be very many, and a cell of
 * the catalog must stay small: the list itself lies in the run's folder, and the manifest knows its
 * digest.
 *
 * @param count of files
 * @param bytes of all of them
 * @param lastWritten when the last of them was written, epoch milliseconds
 * @param sha256 of the list
 * @param first the first few, for people
 */
public record InputList(
    int count, long bytes, long lastWritten, String sha256, List<InputFile> first) {
  private static final int FIRST = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  public static InputList of(List<FileStatus> files) throws IOException {
    return new InputList(
        files.size(),
        files.stream().mapToLong(FileStatus::getLen).sum(),
        files.stream().mapToLong(FileStatus::getModificationTime).max().orElseThrow(),
        DigestUtils.sha256Hex(text(files)),
        files.stream().limit(FIRST).map(InputFile::of).toList());
  }

  /** The list: an object per line. */
  private static byte[] text(List<FileStatus> files) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (FileStatus file : files) {
      text.write(JSON.writeValueAsBytes(InputFile.of(file)));
      text.write('\n');
    }
    return text.toByteArray();
  }

  /** Writes a list, whole or not at all. */
  public static void write(List<FileStatus> files, Path list, Configuration conf)
      throws IOException {
    PlainFile.replace(list, text(files), conf);
  }

  /** Reads a list. */
  static List<InputFile> read(Path list, Configuration conf) throws IOException {
    try (InputStream in = PlainFile.open(list, conf)) {
      return parse(in.readAllBytes());
    }
  }

  private static List<InputFile> parse(byte[] text) throws IOException {
    List<InputFile> files = new ArrayList<>();
    for (String line : new String(text, StandardCharsets.UTF_8).lines().toList()) {
      files.add(JSON.readValue(line, InputFile.class));
    }
    return files;
  }

  /** The list that this one tells of; empty if another one lies there, or none. */
  public Optional<List<InputFile>> find(Path list, Configuration conf) throws IOException {
    byte[] text;
    try (InputStream in = PlainFile.open(list, conf)) {
      text = in.readAllBytes();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    return DigestUtils.sha256Hex(text).equals(sha256) ? Optional.of(parse(text)) : Optional.empty();
  }
}
