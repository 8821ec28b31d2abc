package io.howdah.batch;

import io.howdah.predict.DecodingAhead;
import io.howdah.predict.MiniBatchReader;
import io.howdah.settings.Settings;
import io.howdah.source.JobSource;
import io.howdah.source.RecordInputFormat;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.InputSplit;

/** Reads of each record what the run's model needs. */
public final class ScoreInputFormat extends RecordInputFormat {
  @Override
  protected MiniBatchReader read(JobSource source, InputSplit split, Configuration job)
      throws IOException {
    ScoreConfig config = ScoreConfig.from(job);
    MiniBatchReader reader =
        source.read(split, config.card().schema(), config.merge().needsPlaces());
    return Settings.ofTask(job).decodesAhead() ? new DecodingAhead(reader) : reader;
  }
}
