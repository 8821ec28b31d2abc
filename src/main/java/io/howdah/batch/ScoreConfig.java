package io.howdah.batch;

import io.howdah.model.CardJson;
import io.howdah.model.ModelCard;
import io.howdah.predict.AdaptiveSizing;
import io.howdah.predict.BatchSizing;
import io.howdah.predict.Engine;
import io.howdah.predict.Interpreter;
import io.howdah.predict.Merge;
import io.howdah.predict.MiniBatchSize;
import io.howdah.predict.Scoring;
import io.howdah.settings.Settings;
import io.howdah.source.JobText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;

/**
 * What the tasks of one run need to know, read once in {@code setup}.
 *
 * @param view name of the view
 * @param version of the batch view, epoch milliseconds: the timestamp of every cell
 * @param card of the model
 * @param model URI of the model's file
 * @param scoring how records become predictions
 */
public record ScoreConfig(
    String view, long version, ModelCard card, String model, Scoring scoring) {
  public static final String VIEW = Settings.OF_THE_JOB + "view";
  public static final String VERSION = Settings.OF_THE_JOB + "version";
  private static final String CARD = Settings.OF_THE_JOB + "card";
  private static final String MODEL = Settings.OF_THE_JOB + "model";

  /** Puts all of it into the job's configuration, which travels to the tasks as job.xml. */
  public void writeTo(Configuration conf) throws IOException {
    conf.set(VIEW, view);
    conf.setLong(VERSION, version);
    conf.set(CARD, JobText.ofJson(CardJson.write(card)));
    conf.set(MODEL, model);
    conf.set(Settings.ENGINE, engine().text());
    conf.set(Settings.BATCH_SIZE, scoring.batchSize().toString());
    conf.set(Settings.MERGE, merge().text());
    conf.setBoolean(Settings.SCORES, scoring.keepScores());
  }

  Engine engine() {
    return scoring.engine();
  }

  public Merge merge() {
    return scoring.merge();
  }

  /** How large the mini-batches of a task are. */
  BatchSizing sizing(int outputs) {
    return scoring.batchSize() instanceof MiniBatchSize.Fixed fixed
        ? BatchSizing.fixed(fixed.rows())
        : AdaptiveSizing.of(card.sha256(), engine(), card.schema().width(), outputs);
  }

  /** What the model's outputs mean. */
  Interpreter interpreter() {
    return Interpreter.of(card, scoring.keepScores());
  }

  /** By what rule a key of several records gets its prediction, in words. */
  String mergeRule() {
    return merge().rule(interpreter(), card.schema().time().isPresent());
  }

  public static ScoreConfig from(Configuration conf) throws IOException {
    return new ScoreConfig(
        conf.get(VIEW),
        conf.getLong(VERSION, 0),
        CardJson.parse(conf.getRaw(CARD).getBytes(StandardCharsets.UTF_8)),
        conf.get(MODEL),
        Settings.ofTask(conf).scoring());
  }
}
