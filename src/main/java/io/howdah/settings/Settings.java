package io.howdah.settings;

import io.howdah.gate.Gate;
import io.howdah.gate.Gates;
import io.howdah.gate.Limits;
import io.howdah.model.Tuning;
import io.howdah.predict.Engine;
import io.howdah.predict.Merge;
import io.howdah.predict.MiniBatchSize;
import io.howdah.predict.Scoring;
import io.howdah.record.Excerpt;
import io.howdah.record.FieldConventions;
import io.howdah.record.RecordFormat;
import io.howdah.source.JobText;
import io.howdah.source.SourceFormats;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.MRJobConfig;

/**
 * The settings of this place and command, read once: {@code howdah-default.xml} is overridden by
 * {@code howdah-site.xml}, that by {@code -D}, that by the command's options.
 *
 * @param inputFormat of the records: one of {@link SourceFormats#names}
 * @param delimiter between the fields of a text; empty: the format's usual one
 * @param conventions of the values in the records
 * @param maxRecordBytes a longer record is rejected
 * @param scoring how records become predictions
 * @param decodeAhead whether a mapper decodes a mini-batch while it predicts the one before: {@code
 *     auto}, {@code true} or {@code false}; see {@link #decodesAhead}
 * @param writer {@code hfiles} or {@code puts}
 * @param gates the limits that a run must keep to
 * @param regions of a view that is split by a sample of its keys
 * @param retain published versions that a new view keeps
 * @param maxStale objective of {@code view status}: share of rows that may be stale or expired
 * @param stagingDir folder of the runs; a relative one lies in the user's home folder
 * @param lease how long a driver may be silent before its run counts as dead
 * @param allowedLateness how late records may come where the input does not tell
 * @param bootstrapServers of Kafka, {@code host:port,…}; {@code local} for the local runtime's
 * @param serveBind address that {@code serve} listens on
 * @param servePort port that it listens on
 * @param serveMaxRequests that it works on at once
 * @param serveMaxKeys of one lookup, and rows of one scan
 */
public record Settings(
    String inputFormat,
    Optional<Character> delimiter,
    FieldConventions conventions,
    int maxRecordBytes,
    Scoring scoring,
    String decodeAhead,
    String writer,
    Limits gates,
    int regions,
    int retain,
    double maxStale,
    String stagingDir,
    Duration lease,
    Duration allowedLateness,
    String bootstrapServers,
    String serveBind,
    int servePort,
    int serveMaxRequests,
    int serveMaxKeys) {
  public static final String INPUT_FORMAT = "howdah.input.format";
  public static final String DELIMITER = "howdah.input.delimiter";
  public static final String NULL_TEXT = "howdah.input.null-text";
  public static final String DECIMAL = "howdah.input.decimal";
  public static final String ESCAPE = "howdah.input.escape";
  public static final String TRAILING_DELIMITER = "howdah.input.trailing-delimiter";
  public static final String MAX_RECORD_BYTES = "howdah.input.max-record-bytes";
  public static final String ENGINE = "howdah.engine";
  public static final String BATCH_SIZE = "howdah.batch-size";
  public static final String DECODE_AHEAD = "howdah.decode-ahead";
  public static final String MERGE = "howdah.merge";
  public static final String SCORES = "howdah.scores";
  public static final String WRITER = "howdah.writer";
  public static final String REGIONS = "howdah.view.regions";
  public static final String RETAIN = "howdah.view.retain";
  public static final String MAX_STALE = "howdah.view.max-stale";
  public static final String STAGING_DIR = "howdah.run.staging-dir";
  public static final String LEASE_SECONDS = "howdah.run.lease-seconds";
  public static final String ALLOWED_LATENESS_SECONDS = "howdah.run.allowed-lateness-seconds";

  public static final String BOOTSTRAP_SERVERS = "howdah.stream.bootstrap-servers";

  public static final String SERVE_BIND = "howdah.serve.bind";
  public static final String SERVE_PORT = "howdah.serve.port";
  public static final String SERVE_MAX_REQUESTS = "howdah.serve.max-requests";
  public static final String SERVE_MAX_KEYS = "howdah.serve.max-keys";

  /** Cells go to HFiles that are bulk-loaded. */
  public static final String HFILES = "hfiles";

  /** Cells go through HBase's write path. */
  public static final String PUTS = "puts";

  private static final String OURS = "howdah.";

  /** What a driver tells its tasks in job.xml; no setting, so nobody else may set it. */
  public static final String OF_THE_JOB = JobText.OF_THE_JOB;

  /** What the format has, where it has something for that. */
  private static final String USUAL = "usual";

  private static final String NULL_TEXTS =
      "texts with commas between them, \"\" for the empty one, or " + USUAL;

  /** They may hold characters that a job's configuration cannot carry. */
  private static final Set<String> FOR_THE_DRIVER_ALONE = Set.of(DELIMITER, NULL_TEXT);

  private static final int MOST_ROWS_AHEAD = 2048;
  private static final int MOST_SHOWN = 80;

  private static final String[] ENGINES =
      Arrays.stream(Engine.values()).map(Engine::text).toArray(String[]::new);

  private static final long YEAR = 366L * 86_400;

  /**
   * Reads every key in the driver.
   *
   * @throws IllegalArgumentException with one line for a key that does not exist, naming the
   *     nearest that does, or for a value out of its bounds; it says where it was set
   */
  public static Settings from(Configuration conf) {
    requireKnown(conf);
    return ofTask(conf);
  }

  /** Reads what the driver has checked and completed: there are the job's own keys too. */
  public static Settings ofTask(Configuration conf) {
    return new Settings(
        text(conf, INPUT_FORMAT).oneOf(SourceFormats.names().toArray(String[]::new)),
        delimiter(SettingText.untrimmed(conf, DELIMITER)),
        conventions(conf),
        (int) text(conf, MAX_RECORD_BYTES).whole(1, 1 << 30),
        new Scoring(
            Engine.of(text(conf, ENGINE).oneOf(ENGINES)),
            batchSize(text(conf, BATCH_SIZE)),
            merge(text(conf, MERGE)),
            text(conf, SCORES).flag()),
        decodeAhead(conf),
        text(conf, WRITER).oneOf(HFILES, PUTS),
        limits(conf),
        (int) text(conf, REGIONS).whole(1, 10_000),
        (int) text(conf, RETAIN).whole(1, 100),
        text(conf, MAX_STALE).share(),
        stagingDir(text(conf, STAGING_DIR)),
        Duration.ofSeconds(text(conf, LEASE_SECONDS).whole(1, YEAR)),
        Duration.ofSeconds(text(conf, ALLOWED_LATENESS_SECONDS).whole(0, YEAR)),
        servers(text(conf, BOOTSTRAP_SERVERS)),
        address(text(conf, SERVE_BIND)),
        (int) text(conf, SERVE_PORT).whole(0, 65_535),
        (int) text(conf, SERVE_MAX_REQUESTS).whole(1, 10_000),
        (int) text(conf, SERVE_MAX_KEYS).whole(1, 10_000));
  }

  /**
   * Sets any key as the user said, a setting or not.
   *
   * @param origin {@code -D} or the option
   * @throws IllegalArgumentException if a job's configuration cannot carry it
   */
  public static void set(Configuration conf, String key, String value, String origin) {
    boolean ofDriver = FOR_THE_DRIVER_ALONE.contains(key);
    if (!JobText.fits(key) || !(ofDriver || JobText.fits(value))) {
      throw new SettingText(Excerpt.of(key, MOST_SHOWN), value, origin)
          .invalid("without control characters", null);
    }
    conf.set(key, value, origin);
  }

  /**
   * A copy that becomes a job's. How records lie in their files is told to its tasks in keys of its
   * own.
   */
  public static Configuration forJob(Configuration base) {
    Configuration conf = new Configuration(base);
    FOR_THE_DRIVER_ALONE.forEach(conf::unset);
    return conf;
  }

  /** True where a job runs in the driver's own JVM. */
  public static boolean runsLocally(Configuration conf) {
    return "local".equals(conf.get("mapreduce.framework.name", "local"));
  }

  /** The default of a key, as text. */
  public static String defaultOf(String key) {
    return DefaultSettings.of(key);
  }

  /** True if the user or the site said something of a key; its default may then not be replaced. */
  public static boolean isSet(Configuration conf, String key) {
    return conf.get(key) != null;
  }

  /** What set a key last: a file, {@code -D} or an option. */
  public static String origin(Configuration conf, String key) {
    return SettingText.origin(conf, key);
  }

  private static Limits limits(Configuration conf) {
    Map<String, Double> limits = new LinkedHashMap<>();
    for (Gate gate : Gates.all()) {
      SettingText limit = text(conf, gate.key());
      long largest = gate.bound().largest();
      limits.put(
          gate.name(),
          gate.bound().isWhole() ? (double) limit.whole(0, largest) : limit.number(largest));
    }
    return new Limits(limits);
  }

  /** {@code auto} is {@code false} where the task has no core for it. */
  private static String decodeAhead(Configuration conf) {
    String asked = text(conf, DECODE_AHEAD).oneOf(MiniBatchSize.AUTO, "true", "false");
    boolean hasCore =
        conf.getInt(MRJobConfig.MAP_CPU_VCORES, MRJobConfig.DEFAULT_MAP_CPU_VCORES) > 1;
    return asked.equals(MiniBatchSize.AUTO) && !hasCore ? "false" : asked;
  }

  /**
   * Whether a mapper decodes ahead. Unless the user asks for it, only with mini-batches that are
   * small beside its heap, for there are two of them.
   */
  public boolean decodesAhead() {
    return scoring.batchSize() instanceof MiniBatchSize.Fixed fixed
        && (decodeAhead.equals("true")
            || (decodeAhead.equals(MiniBatchSize.AUTO) && fixed.rows() <= MOST_ROWS_AHEAD));
  }

  private static MiniBatchSize batchSize(SettingText size) {
    return size.text().equals(MiniBatchSize.AUTO)
        ? new MiniBatchSize.Auto()
        : MiniBatchSize.of((int) size.whole(1, Tuning.MAX_BATCH_SIZE, MiniBatchSize.AUTO + " or "));
  }

  private static Optional<Character> delimiter(SettingText delimiter) {
    if (delimiter.text().equals(USUAL)) {
      return Optional.empty();
    }
    try {
      return Optional.of(RecordFormat.delimiter(delimiter.text()));
    } catch (IllegalArgumentException e) {
      throw delimiter.invalid(
          "one character, or written like \\t, \\x01, \\u0001 or \\001, or " + USUAL, e);
    }
  }

  private static FieldConventions conventions(Configuration conf) {
    SettingText escape = text(conf, ESCAPE);
    if (!escape.text().equals(USUAL) && !escape.text().matches("[!-~&&[^0-9A-Za-z\"]]")) {
      throw escape.invalid("one ASCII sign like \\, or " + USUAL, null);
    }
    return new FieldConventions(
        nullTexts(text(conf, NULL_TEXT)),
        text(conf, DECIMAL).oneOf(".", ",").charAt(0),
        escape.text().equals(USUAL) ? FieldConventions.DOUBLED : escape.text().charAt(0),
        text(conf, TRAILING_DELIMITER).flag());
  }

  private static List<String> nullTexts(SettingText texts) {
    if (texts.text().equals(USUAL)) {
      return List.of();
    }
    try {
      if (!texts.text().isEmpty()) {
        return FieldConventions.nullTexts(texts.text());
      }
    } catch (IllegalArgumentException e) {
      throw texts.invalid(NULL_TEXTS, e);
    }
    throw texts.invalid(NULL_TEXTS, null);
  }

  private static SettingText text(Configuration conf, String key) {
    return SettingText.of(conf, key);
  }

  private static Merge merge(SettingText merge) {
    try {
      return Merge.of(merge.text());
    } catch (IllegalArgumentException e) {
      throw merge.invalid("latest, max, mean, top:N with N <= 1000 or fail", e);
    }
  }

  private static String stagingDir(SettingText folder) {
    if (folder.text().isEmpty()) {
      throw folder.invalid("a path", null);
    }
    return folder.text();
  }

  private static String servers(SettingText servers) {
    if (!servers.text().matches("local|[^,:\\s]+:\\d{1,5}(,[^,:\\s]+:\\d{1,5})*")) {
      throw servers.invalid("local, or HOST:PORT,HOST:PORT,…", null);
    }
    return servers.text();
  }

  private static String address(SettingText address) {
    if (!address.text().matches("[0-9A-Za-z.:-]+")) {
      throw address.invalid("an address or a host name", null);
    }
    return address.text();
  }

  private static void requireKnown(Configuration conf) {
    TreeMap<String, String> unknown = new TreeMap<>();
    for (Map.Entry<String, String> property : conf) {
      String key = property.getKey();
      if (key.startsWith(OURS) && !DefaultSettings.has(key)) {
        unknown.put(key, SettingText.origin(conf, key));
      }
    }
    if (!unknown.isEmpty()) {
      Map.Entry<String, String> first = unknown.firstEntry();
      throw new IllegalArgumentException(
          "Invalid setting "
              + first.getKey()
              + " (from "
              + first.getValue()
              + "): there is no such key; the nearest is "
              + DefaultSettings.nearest(first.getKey()));
    }
  }
}
