package io.howdah.batch.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.files.PartFiles;
import io.howdah.run.Staging;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;

/**
 * Rows that a reducer sets aside, to be looked up before the version is published: its first, and
 * then every one whose number is a power of two.
 */
public final class ReadBackSample {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One row and what must be read of it. */
  public record Expected(String key, Map<String, String> fields) {}

  private final SideFile file;
  private long rows;

  public ReadBackSample(TaskInputOutputContext<?, ?, ?, ?> context) {
    this.file = new SideFile(context, Staging.READ_BACK);
  }

  public void offer(byte[] row, List<KeyValue> cells) throws IOException, InterruptedException {
    rows++;
    if (Long.bitCount(rows) > 1) {
      return;
    }
    ObjectNode line = JSON.createObjectNode().put("key", new String(row, StandardCharsets.UTF_8));
    ObjectNode fields = line.putObject("fields");
    for (KeyValue cell : cells) {
      fields.put(
          new String(CellUtil.cloneQualifier(cell), StandardCharsets.UTF_8),
          new String(CellUtil.cloneValue(cell), StandardCharsets.UTF_8));
    }
    file.write(JSON.writeValueAsBytes(line));
  }

  public void close() throws IOException {
    file.close();
  }

  public static List<Expected> read(FileSystem files, Path folder) throws IOException {
    List<Expected> sample = new ArrayList<>();
    PartFiles.readAll(files, folder, line -> sample.add(expected(line)));
    return sample;
  }

  private static Expected expected(String line) throws IOException {
    JsonNode node = JSON.readTree(line);
    Map<String, String> fields = new LinkedHashMap<>();
    node.get("fields")
        .fields()
        .forEachRemaining(field -> fields.put(field.getKey(), field.getValue().asText()));
    return new Expected(node.get("key").asText(), fields);
  }
}
