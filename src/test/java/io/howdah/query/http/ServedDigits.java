package io.howdah.query.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.howdah.batch.Preflight;
import io.howdah.batch.ScoreRun;
import io.howdah.gate.TestLimits;
import io.howdah.local.SharedHBase;
import io.howdah.predict.Prediction;
import io.howdah.run.JobProgress;
import io.howdah.run.RunListener;
import io.howdah.run.RunManifest;
import io.howdah.run.ScoreRequest;
import io.howdah.run.TestRequests;
import io.howdah.view.Catalog;
import io.howdah.view.SpeedEvent;
import io.howdah.view.SpeedTable;
import io.howdah.view.StreamReport;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;

/**
 * What the page is shown with: the view {@code digits} with real runs of the example, one of them
 * refused, events and streams; and the view {@code prices}, whose run says hostile things.
 */
final class ServedDigits implements AutoCloseable {
  static final String VIEW = "digits";
  static final String OTHER = "prices";
  static final String MODEL = "digits:1";
  static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\">";

  private static final Path EXAMPLE = Path.of("src/examples/digits").toAbsolutePath();
  private static final int FEWER = 1_200;
  private static final long HOUR = Duration.ofHours(1).toMillis();

  final long published = System.currentTimeMillis() - 3 * HOUR;
  final long refused = published - 5 * HOUR;
  final long before = published - 24 * HOUR;
  final Catalog catalog;
  private final Path folder;

  ServedDigits(Path folder) throws Exception {
    this.folder = folder;
    catalog = new Catalog(SharedHBase.connection());
    catalog.create(
        new ViewDefinition(
            VIEW,
            "classification",
            ViewMode.FULL,
            Optional.of(Duration.ofHours(24)),
            Optional.of(Duration.ofDays(7)),
            3),
        new byte[][] {"digit-1000".getBytes(UTF_8)});
    List<String> lines = lines();
    List<String> bad = new ArrayList<>(lines);
    for (int row = 1; row <= 60; row++) {
      bad.set(row, bad.get(row).replaceFirst(",[0-9]+,", ",x,"));
    }
    score("before.csv", lines.subList(0, FEWER + 1), before, 0.01);
    score("bad.csv", bad, refused, 0.01);
    score("digits.csv", lines, published, 0.01);
    write(
        event("digit-0000", published + HOUR / 2, "7"),
        SpeedEvent.deletion("digit-0003".getBytes(UTF_8), published + HOUR),
        event(HOSTILE, published + HOUR, HOSTILE));
    prices();
  }

  private static List<String> lines() throws Exception {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(EXAMPLE.resolve("digits.csv.gz"))),
                UTF_8))) {
      return reader.lines().toList();
    }
  }

  private void score(String file, List<String> lines, long asOf, double maxRejectRatio)
      throws Exception {
    Configuration conf = SharedHBase.configuration();
    Path input = Files.write(folder.resolve(file), lines);
    ScoreRequest request =
        TestRequests.of(
            VIEW,
            EXAMPLE.resolve("model").toUri().toString(),
            List.of(input.toUri().toString()),
            asOf,
            TestLimits.ofCounts(1, maxRejectRatio, 0));
    ScoreRun run = new ScoreRun(conf, SharedHBase.connection(), catalog, "test", new Silent());
    run.start(Preflight.of(conf, request, asOf), true);
  }

  private static final class Silent implements RunListener {
    @Override
    public void reached(VersionState state, RunManifest manifest) {}

    @Override
    public void progress(JobProgress job) {}
  }

  private static SpeedEvent event(String key, long time, String label) {
    Prediction prediction = new Prediction.Classified(label, 0.9998541f, Prediction.NO_SCORES);
    return new SpeedEvent(key.getBytes(UTF_8), time, prediction, MODEL);
  }

  private void write(SpeedEvent... events) throws Exception {
    try (SpeedTable table = new SpeedTable(SharedHBase.connection(), catalog.view(VIEW))) {
      table.write(List.of(events));
    }
  }

  /** A stale regression; the rejects, labels and failure of its run are what an attacker sent. */
  private void prices() throws Exception {
    catalog.create(
        new ViewDefinition(
            OTHER,
            "regression",
            ViewMode.INCREMENTAL,
            Optional.of(Duration.ofHours(1)),
            Optional.empty(),
            3),
        new byte[0][]);
    String quoted = HOSTILE.replace("\"", "\\\"");
    String manifest =
        """
        {"engine":"%1$s",
         "counts":{"recordsRead":7,"predictions":6,"rejects":1,"nonFinite":0,"mergedAway":0,
                   "doubled":{"keys":14,"rule":"latest: the last record of the input was kept"},
                   "keysWritten":6,"cellsWritten":6,"rejectsByCause":{"%1$s":1}},
         "gates":{"%1$s":{"verdict":"passed","passed":true,"text":"%1$s"},
                  "max-lost":{"verdict":"overridden","passed":false,"text":"half","value":0.5,
                              "limit":0.1,"overridden":"a new shop"},
                  "min-accuracy":{"verdict":"not judged","passed":true,"text":"no labels"}},
         "histogram":{"kind":"value","from":-2,"to":2,"counts":[1,2,3,0],"labels":{"%1$s":6}},
         "millis":{"STAGED":12},
         "failure":"%1$s"}"""
            .formatted(quoted);
    catalog.runs().begin(OTHER, published, "test", Duration.ofMinutes(5), "prices:4", manifest);
    catalog.runs().advance(OTHER, published, "test", VersionState.LOADED, manifest);
    catalog.runs().release(OTHER, "test");
    catalog.publication().publishLoaded(OTHER, published);
  }

  /** One stream that tells now, one that has been silent for a minute. */
  void streamsTell() throws Exception {
    long now = System.currentTimeMillis();
    catalog.streams().report(VIEW, stream("worker-1", now, 18_322, OptionalLong.of(12), 412.5));
    catalog
        .streams()
        .report(VIEW, stream("worker-2", now - 60_000, 17_011, OptionalLong.empty(), 0));
  }

  private static StreamReport stream(
      String member, long at, long events, OptionalLong lag, double rate) {
    return new StreamReport(
        "howdah-digits",
        member,
        "digits-events",
        MODEL,
        at,
        events,
        events - 12,
        0,
        "",
        4,
        0,
        0,
        8,
        lag,
        rate,
        OptionalLong.of(at - 800),
        OptionalLong.of(35));
  }

  @Override
  public void close() throws IOException {
    catalog.drop(VIEW);
    catalog.drop(OTHER);
  }
}
