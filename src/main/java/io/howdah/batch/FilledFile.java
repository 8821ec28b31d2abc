package io.howdah.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.predict.FilledCounts;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;

/**
 * Carries a mapper's {@link FilledCounts} to the driver, as one line beside its output: Hadoop's
 * counters are too few for every feature.
 */
final class FilledFile {
  /** Folder below the job's output. */
  static final String FOLDER = "_filled";

  private static final ObjectMapper JSON = new ObjectMapper();

  private FilledFile() {}

  /** Writes what a task counted; nothing where nothing was filled in. */
  static void write(TaskInputOutputContext<?, ?, ?, ?> context, FilledCounts filled)
      throws IOException, InterruptedException {
    if (filled.values() == 0) {
      return;
    }
    ObjectNode line = JSON.createObjectNode();
    for (int feature = 0; feature < filled.features(); feature++) {
      if (filled.rows(feature) > 0) {
        line.put(Integer.toString(feature), filled.rows(feature));
      }
    }
    SideFile file = new SideFile(context, FOLDER);
    file.write(JSON.writeValueAsBytes(line));
    file.close();
  }

  /** Adds up what the committed tasks left in that folder. */
  static void addAll(FileSystem files, Path folder, FilledCounts sum) throws IOException {
    SideFile.readAll(files, folder, line -> addAll(JSON.readTree(line), sum));
  }

  private static void addAll(JsonNode line, FilledCounts sum) {
    line.fields()
        .forEachRemaining(
            entry -> sum.add(Integer.parseInt(entry.getKey()), entry.getValue().asLong()));
  }
}
