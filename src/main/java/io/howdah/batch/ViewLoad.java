package io.howdah.batch;

import io.howdah.batch.output.ReadBackSample;
import io.howdah.query.Validity;
import io.howdah.record.RecordKey;
import io.howdah.run.Run;
import io.howdah.run.Staging;
import io.howdah.settings.Settings;
import io.howdah.source.FaultyInputException;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewRow;
import io.howdah.view.ViewTable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;

/** The step of a run that loads its cells into HBase, and reads some of them back. */
final class ViewLoad {
  private final Configuration conf;
  private final Connection connection;
  private final Catalog catalog;

  ViewLoad(Configuration conf, Connection connection, Catalog catalog) {
    this.conf = conf;
    this.connection = connection;
    this.catalog = catalog;
  }

  /** Moves the cells into HBase, unless the reducers have put them there. */
  void take(Run run) throws IOException {
    run.checkHeld(); // nobody would take back what comes after another's publication
    run.patiently(() -> load(run));
  }

  private void load(Run run) throws IOException {
    long begin = System.nanoTime();
    Staging staging = run.staging();
    if (run.manifest().request().writer().equals(Settings.HFILES)
        && staging.files().exists(staging.output())) {
      // HFiles that an earlier attempt moved into HBase are gone from the folder: load the rest
      bulkLoad(TableName.valueOf(run.view()), staging.output());
    }
    staging.dropOutput();
    run.update(
        run.manifest()
            .reached(VersionState.LOADED.name(), Duration.ofNanos(System.nanoTime() - begin)));
  }

  private void bulkLoad(TableName table, Path hfiles) throws IOException {
    try {
      BulkLoadHFiles.create(conf).bulkLoad(table, hfiles);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).startsWith("Retry attempted")) {
        // what HBase's tool says when every try failed; only its log knows why
        throw new IOException(
            "Failed to load " + hfiles + " into HBase (may its servers read and move the files?)",
            e);
      }
      throw e;
    }
  }

  /**
   * Reads the sampled keys of the loaded version with a reader's Get. Events that came since do not
   * tell whether its cells arrived, so they are left out.
   */
  void readBack(Run run) throws IOException {
    run.patiently(() -> compare(run.view(), run.version(), run.staging()));
  }

  private void compare(String view, long version, Staging staging) throws IOException {
    ViewDefinition definition = catalog.view(view);
    try (ViewTable table = new ViewTable(connection, definition)) {
      for (ReadBackSample.Expected expected :
          ReadBackSample.read(staging.files(), staging.readBack())) {
        Map<String, String> fields =
            table
                .read(RecordKey.bytes(expected.key()), version)
                .batch()
                .map(ViewRow.Layer::fields)
                .orElse(Map.of());
        if (!fields.equals(expected.fields())) {
          requireServed(view, version); // HBase drops what has expired
          throw new FaultyInputException(
              "Cannot publish: read back "
                  + fields
                  + " for key "
                  + RecordKey.shown(expected.key())
                  + ", but "
                  + expected.fields()
                  + " was written");
        }
      }
    }
    requireServed(view, version);
  }

  /** Nobody would see what has expired before it is published, not even the read-back. */
  void requireServed(String view, long asOf) throws IOException {
    Validity validity = Validity.of(catalog.view(view));
    if (validity.judge(Instant.ofEpochMilli(asOf), Instant.now()) == Validity.State.EXPIRED) {
      throw new FaultyInputException(
          "Cannot score as of "
              + Instant.ofEpochMilli(asOf)
              + ": view "
              + view
              + " serves nothing that is older than "
              + validity.expireAfter().orElseThrow()
              + " (expire-after), and this is older or would be before it is published; if the"
              + " input is complete up to a later time, say so with --as-of");
    }
  }
}
