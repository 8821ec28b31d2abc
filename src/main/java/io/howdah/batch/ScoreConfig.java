package io.howdah.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.model.CardJson;
import io.howdah.model.ModelCard;
import io.howdah.predict.AdaptiveSizing;
import io.howdah.predict.BatchSizing;
import io.howdah.predict.Engine;
import io.howdah.predict.Interpreter;
import io.howdah.record.FieldConventions;
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
 * @param engine that computes the outputs
 * @param batchSize rows a mini-batch, or {@link ScoreRequest#AUTO}
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
    Engine engine,
    int batchSize,
    int maxRecordBytes,
    Merge merge,
    boolean keepScores) {
  static final String VIEW = Settings.OF_THE_JOB + "view";
  private static final String FORMAT = Settings.OF_THE_JOB + "format";
  static final String MAX_RECORD_BYTES = Settings.MAX_RECORD_BYTES;
  static final int DEFAULT_MAX_RECORD_BYTES =
      Integer.parseInt(Settings.defaultOf(MAX_RECORD_BYTES));

  static final String VERSION = Settings.OF_THE_JOB + "version";
  private static final String CARD = Settings.OF_THE_JOB + "card";
  private static final String MODEL = Settings.OF_THE_JOB + "model";
  private static final String DELIMITER = Settings.OF_THE_JOB + "delimiter";
  private static final String CONVENTIONS = Settings.OF_THE_JOB + "conventions";
  private static final String HEADER = Settings.OF_THE_JOB + "header";
  private static final String COLUMNS = Settings.OF_THE_JOB + "columns";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Puts all of it into the job's configuration, which travels to the tasks as job.xml. */
  void writeTo(Configuration conf) throws IOException {
    conf.set(VIEW, view);
    conf.setLong(VERSION, version);
    conf.set(CARD, JobText.ofJson(CardJson.write(card)));
    conf.set(MODEL, model);
    writeFraming(conf, format);
    conf.setBoolean(HEADER, format.header());
    conf.set(COLUMNS, JobText.ofJson(JSON.writeValueAsString(columns)));
    conf.set(Settings.ENGINE, engine.text());
    conf.set(
        Settings.BATCH_SIZE,
        batchSize == ScoreRequest.AUTO ? Settings.AUTO : String.valueOf(batchSize));
    conf.setInt(MAX_RECORD_BYTES, maxRecordBytes);
    conf.set(Settings.MERGE, merge.text());
    conf.setBoolean(Settings.SCORES, keepScores);
  }

  /** Tells those who read the files how records and fields lie there. */
  static void writeFraming(Configuration conf, RecordFormat format) throws IOException {
    conf.set(FORMAT, format.kind().name());
    conf.setInt(DELIMITER, format.delimiter());
    conf.set(CONVENTIONS, JobText.ofJson(JSON.writeValueAsString(format.conventions())));
  }

  /** What {@link #writeFraming} told; a CSV as it usually is where it told nothing. */
  static RecordFormat framing(Configuration conf) throws IOException {
    return format(conf, true, List.of());
  }

  private static RecordFormat format(Configuration conf, boolean header, List<String> columns)
      throws IOException {
    String conventions = conf.getRaw(CONVENTIONS);
    return new RecordFormat(
        RecordFormat.Kind.valueOf(conf.get(FORMAT, RecordFormat.Kind.CSV.name())),
        (char) conf.getInt(DELIMITER, ','),
        header,
        columns,
        conventions == null
            ? FieldConventions.USUAL
            : JSON.readValue(conventions, FieldConventions.class));
  }

  /** A longer record is rejected, in the driver and in the tasks. */
  static int maxRecordBytes(Configuration conf) {
    return conf.getInt(MAX_RECORD_BYTES, DEFAULT_MAX_RECORD_BYTES);
  }

  /** How large the mini-batches of a task are. */
  BatchSizing sizing(int outputs) {
    return batchSize == ScoreRequest.AUTO
        ? AdaptiveSizing.of(card.sha256(), engine, card.schema().width(), outputs)
        : BatchSizing.fixed(batchSize);
  }

  /** What the model's outputs mean. */
  Interpreter interpreter() {
    return Interpreter.of(card, keepScores);
  }

  /** By what rule a key of several records gets its prediction, in words. */
  String mergeRule() {
    return merge.rule(interpreter(), card.schema().time().isPresent());
  }

  static ScoreConfig from(Configuration conf) throws IOException {
    // raw, for "${user.name}" in it is no variable
    String columns = conf.getRaw(COLUMNS);
    List<String> names =
        columns == null ? List.of() : List.of(JSON.readValue(columns, String[].class));
    Settings settings = Settings.ofTask(conf);
    return new ScoreConfig(
        conf.get(VIEW),
        conf.getLong(VERSION, 0),
        CardJson.parse(conf.getRaw(CARD).getBytes(StandardCharsets.UTF_8)),
        conf.get(MODEL),
        format(conf, conf.getBoolean(HEADER, true), names),
        names,
        settings.engine(),
        settings.batchSize(),
        settings.maxRecordBytes(),
        Merge.of(settings.merge()),
        settings.keepScores());
  }
}
