package io.howdah.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.model.CardJson;
import io.howdah.model.ModelCard;
import io.howdah.record.RecordFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * What the tasks of one run need to know, read once in {@code setup}.
 *
 * @param view name of the view
 * @param version of the batch view, epoch milliseconds: the timestamp of every cell
 * @param card of the model
 * @param model URI of the model's file
 * @param format of the input
 * @param columns of the input, from its header or the user; empty for JSON
 * @param batchSize rows a mini-batch
 * @param maxRecordBytes a longer record is rejected
 * @param merge of the records of one key
 * @param keepScores true to write every output
 */
public record ScoreConfig(
    String view,
    long version,
    ModelCard card,
    String model,
    RecordFormat format,
    List<String> columns,
    int batchSize,
    int maxRecordBytes,
    Merge merge,
    boolean keepScores) {
  static final String VIEW = "howdah.run.view";
  static final String VERSION = "howdah.run.version";
  static final String CARD = "howdah.run.card";
  static final String MODEL = "howdah.run.model";
  static final String DELIMITER = "howdah.run.delimiter";
  static final String HEADER = "howdah.run.header";
  static final String COLUMNS = "howdah.run.columns";
  static final String MERGE = "howdah.run.merge";
  static final String KEEP_SCORES = "howdah.run.keep-scores";
  static final String FORMAT = "howdah.input.format";
  static final String MAX_RECORD_BYTES = "howdah.input.max-record-bytes";
  static final int DEFAULT_MAX_RECORD_BYTES = 1 << 20;
  static final String BATCH_SIZE = "howdah.batch-size";
  static final int DEFAULT_BATCH_SIZE = 256;

  private static final ObjectMapper JSON = new ObjectMapper();

  void writeTo(Configuration conf) throws IOException {
    conf.set(VIEW, view);
    conf.setLong(VERSION, version);
    conf.set(CARD, CardJson.write(card));
    conf.set(MODEL, model);
    conf.set(FORMAT, format.kind().name());
    conf.setInt(DELIMITER, format.delimiter());
    conf.setBoolean(HEADER, format.header());
    // JSON, for a name may hold what a job.xml cannot
    conf.set(COLUMNS, JSON.writeValueAsString(columns));
    conf.setInt(BATCH_SIZE, batchSize);
    conf.setInt(MAX_RECORD_BYTES, maxRecordBytes);
    conf.set(MERGE, merge.text());
    conf.setBoolean(KEEP_SCORES, keepScores);
  }

  static ScoreConfig from(Configuration conf) throws IOException {
    List<String> names = List.of(JSON.readValue(conf.get(COLUMNS, "[]"), String[].class));
    return new ScoreConfig(
        conf.get(VIEW),
        conf.getLong(VERSION, 0),
        CardJson.parse(conf.get(CARD).getBytes(StandardCharsets.UTF_8)),
        conf.get(MODEL),
        new RecordFormat(
            RecordFormat.Kind.valueOf(conf.get(FORMAT)),
            (char) conf.getInt(DELIMITER, ','),
            conf.getBoolean(HEADER, true),
            names),
        names,
        conf.getInt(BATCH_SIZE, DEFAULT_BATCH_SIZE),
        conf.getInt(MAX_RECORD_BYTES, DEFAULT_MAX_RECORD_BYTES),
        Merge.of(conf.get(MERGE)),
        conf.getBoolean(KEEP_SCORES, false));
  }
}
