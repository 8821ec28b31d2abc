package io.howdah.batch;

import io.howdah.predict.MiniBatchReader;
import io.howdah.source.RecordInputFormat;
import io.howdah.source.RecordSplit;
import io.howdah.source.TextSource;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** Reads of each record what the run's model needs. */
public final class ScoreInputFormat extends RecordInputFormat {
  @Override
  protected MiniBatchReader open(RecordSplit split, Configuration conf) throws IOException {
    ScoreConfig config = ScoreConfig.from(conf);
    return TextSource.read(
        split, config.layout(), config.card().schema(), config.merge().needsPlaces(), conf);
  }
}
