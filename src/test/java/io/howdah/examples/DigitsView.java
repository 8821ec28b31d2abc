package io.howdah.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.howdah.local.SharedHBase;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;

/** A published view {@code digits} of two keys, which the examples of the documents read. */
record DigitsView(Catalog catalog) implements AutoCloseable {
  static DigitsView publish() throws Exception {
    DigitsView view = new DigitsView(new Catalog(SharedHBase.connection()));
    view.catalog.create(
        new ViewDefinition(
            "digits", "classification", ViewMode.FULL, Optional.empty(), Optional.empty(), 3),
        new byte[0][]);
    try {
      view.write(System.currentTimeMillis());
      return view;
    } catch (Exception | Error e) {
      view.close();
      throw e;
    }
  }

  private void write(long version) throws Exception {
    try (Table table = SharedHBase.connection().getTable(TableName.valueOf("digits"))) {
      for (String key : List.of("digit-0042", "digit-0043")) {
        table.put(
            new Put(key.getBytes(UTF_8), version)
                .addColumn("b".getBytes(UTF_8), "label".getBytes(UTF_8), "7".getBytes(UTF_8)));
      }
    }
    catalog.runs().begin("digits", version, "test", Duration.ofMinutes(5), "digits:1", "{}");
    catalog.runs().advance("digits", version, "test", VersionState.LOADED, "{}");
    catalog.runs().release("digits", "test");
    catalog.publication().publishLoaded("digits", version);
  }

  /** What the example of the Java client prints of it. */
  List<String> exampleSays() {
    return List.of("7 from the BATCH layer", "2 found", "digits:1, stale: false");
  }

  @Override
  public void close() throws IOException {
    catalog.drop("digits");
  }
}
