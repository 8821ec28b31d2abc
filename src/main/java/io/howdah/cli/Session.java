package io.howdah.cli;

import io.howdah.settings.Settings;
import io.howdah.source.RecordSource;
import io.howdah.source.SourceSpec;
import io.howdah.view.Catalog;
import io.howdah.view.HBase;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Connection;

/**
 * What a command is given to work with.
 *
 * @param conf Hadoop's, HBase's and Howdah's settings, {@code -D} and options applied
 * @param settings Howdah's own of them
 * @param out for results
 * @param err for progress and errors
 */
public record Session(Configuration conf, Settings settings, PrintStream out, PrintStream err) {
  /** Work with the views of a running HBase. */
  interface Work {
    /** Returns the exit code. */
    int run(Catalog catalog, Connection connection) throws Exception;
  }

  /** Looks at an input. */
  RecordSource open(List<String> paths, SourceSpec spec) throws IOException {
    return spec.open(paths, settings.maxRecordBytes(), conf);
  }

  /** Connects, runs the work, disconnects. */
  int withCatalog(Work work) throws Exception {
    try (Connection connection = HBase.connect(conf)) {
      return work.run(new Catalog(connection), connection);
    }
  }
}
