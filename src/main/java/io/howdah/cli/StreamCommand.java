package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.InputOptions;
import io.howdah.cli.options.SettingOption;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.cli.text.StreamConsole;
import io.howdah.local.LocalKafka;
import io.howdah.predict.MiniBatchSize;
import io.howdah.record.RecordFormat;
import io.howdah.settings.Settings;
import io.howdah.speed.Stream;
import io.howdah.speed.StreamConfig;
import io.howdah.speed.StreamException;
import io.howdah.speed.Topics;
import io.howdah.view.PlausibleTime;
import io.howdah.view.SpeedTable;
import io.howdah.view.ViewDefinition;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.cli.CommandLine;
import org.apache.hadoop.conf.Configuration;

/** {@code stream}: events in, the speed view out. */
public final class StreamCommand implements Command {
  private static final String TOPIC = "topic";
  private static final String LINGER = "linger";
  private static final String FROM = "from";
  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  private static final String LOCAL = "local";
  private static final Duration HBASE_PATIENCE = Duration.ofMinutes(10);
  private static final int LINGER_MILLIS = 20;
  private static final int DEFAULT_BATCH_SIZE =
      Integer.parseInt(Settings.defaultOf(Settings.BATCH_SIZE));
  private static final int STOP_SECONDS = 30;

  @Override
  public Usage usage() {
    return new Usage(
        "stream",
        "Score events from Kafka as they come, and write them to the speed view.",
        "VIEW --topic TOPIC [--until-caught-up] [options]",
        List.of(
            Arguments.with(TOPIC, "NAME", "topic of the events"),
            Arguments.with(
                "kafka-properties", "FILE", "settings of Kafka's clients, security for example"),
            Arguments.with("group", "NAME", "consumers that share the topic (default howdah-VIEW)"),
            Arguments.with(
                "dead-letter-topic",
                "NAME",
                "where events go that cannot be scored (default TOPIC-dead-letters)"),
            Arguments.with(
                "format", "NAME", "of an event: json (default), csv, tsv or tsv-escaped"),
            Arguments.with("columns", "A,B,…", "names of a csv's or tsv's columns, in their order"),
            Arguments.with(
                "model", "DIR", "score with this one (default: follow the published version's)"),
            Arguments.with(LINGER, "MILLIS", "longest wait for a mini-batch to fill (default 20)"),
            Arguments.with(
                FROM, "WHERE", "a new group begins at the earliest (default) or latest event"),
            Arguments.with(
                "max-ahead", "TIME", "refuse events from further in the future (default 5m)"),
            Arguments.flag(
                "until-caught-up", "end once the events that are there at the start are done"),
            Arguments.json()),
        settings(),
        List.of(
            "stream digits --topic digits-events",
            "stream digits --topic digits-events --bootstrap-servers kafka1:9092 --until-caught-up",
            "stream digits --topic t --format csv --columns id,p0,p1 --linger 5"));
  }

  private static List<SettingOption> settings() {
    List<SettingOption> settings = new ArrayList<>();
    settings.add(
        new SettingOption(
            "bootstrap-servers",
            "HOST:PORT,…",
            Settings.BOOTSTRAP_SERVERS,
            "Kafka's brokers; local: the local runtime's"));
    settings.addAll(InputOptions.ofFields());
    settings.add(SettingOption.ENGINE);
    settings.add(new SettingOption("batch-size", "N", Settings.BATCH_SIZE, "rows per mini-batch"));
    settings.add(SettingOption.SCORES);
    return settings;
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    StreamConfig config = config(line, session);
    haveHBaseAnswerSoon(session.conf());
    return session.withCatalog(
        (catalog, connection) -> {
          ViewDefinition view = catalog.view(config.view());
          try (SpeedTable table = new SpeedTable(connection, view)) {
            StreamConsole console = new StreamConsole(session.err());
            Stream stream =
                Stream.open(
                    config,
                    catalog,
                    view,
                    table,
                    new Topics(config),
                    session.conf(),
                    Clock.systemUTC(),
                    console);
            console.begins(config);
            runToTheEnd(stream, console);
            if (line.hasOption("json")) {
              session.out().println(console.json(config));
            }
            return 0;
          }
        });
  }

  /** The stream tries again by itself and must stay a member of its group meanwhile. */
  private static void haveHBaseAnswerSoon(Configuration conf) {
    conf.setInt("hbase.client.operation.timeout", 10_000);
    conf.setInt("hbase.client.meta.operation.timeout", 10_000);
    conf.setInt("hbase.rpc.timeout", 5_000);
  }

  /** Ctrl-C and SIGTERM write what was taken, and commit it, before the JVM ends. */
  private static void runToTheEnd(Stream stream, StreamConsole console)
      throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              stream.stop();
              try {
                var unused = ended.await(STOP_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "howdah-stream-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      stream.run();
      console.ends(); // the JVM may end as soon as the latch opens
    } finally {
      ended.countDown();
      if (!stream.isStopping()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  private static StreamConfig config(CommandLine line, Session session)
      throws UsageException, IOException {
    Settings settings = session.settings();
    // a stream's mini-batches are as long as the linger lets them be: auto is the tuning's
    MiniBatchSize size = settings.scoring().batchSize();
    String view = Arguments.view(line);
    String topic = line.getOptionValue(TOPIC);
    if (topic == null || topic.isBlank()) {
      throw new UsageException("Cannot stream: name the events' topic with --topic");
    }
    String from = line.getOptionValue(FROM, "earliest");
    if (!List.of("earliest", "latest").contains(from)) {
      throw new UsageException("Invalid --from: " + from + " (must be earliest or latest)");
    }
    try {
      return new StreamConfig(
          view,
          topic,
          line.getOptionValue("dead-letter-topic", topic + "-dead-letters"),
          line.getOptionValue("group", "howdah-" + view),
          InetAddress.getLocalHost().getHostName() + "-" + ProcessHandle.current().pid(),
          client(line, settings),
          format(line, settings),
          Optional.ofNullable(line.getOptionValue("model")),
          settings.scoring().keepScores(),
          settings.scoring().engine(),
          size.orElse(DEFAULT_BATCH_SIZE),
          size instanceof MiniBatchSize.Auto
              || !Settings.isSet(session.conf(), Settings.BATCH_SIZE),
          Duration.ofMillis(Arguments.whole(line, LINGER, 0, 60_000, LINGER_MILLIS)),
          settings.maxRecordBytes(),
          Arguments.duration(line, "max-ahead").orElse(PlausibleTime.MAX_AHEAD),
          HBASE_PATIENCE,
          from.equals("latest"),
          line.hasOption("until-caught-up"));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static RecordFormat format(CommandLine line, Settings settings) throws UsageException {
    String name = line.getOptionValue("format", "json");
    RecordFormat format = InputOptions.format(name, line, settings);
    if (format.header()) {
      throw new UsageException(
          "Cannot read "
              + name
              + " events: an event has no header, name the columns with --columns");
    }
    return format;
  }

  private static Map<String, String> client(CommandLine line, Settings settings)
      throws UsageException, IOException {
    Map<String, String> client = new HashMap<>();
    String file = line.getOptionValue("kafka-properties");
    if (file != null) {
      if (!Files.isReadable(Path.of(file))) {
        throw new UsageException("Invalid --kafka-properties: cannot read " + file);
      }
      Properties read = new Properties();
      try (Reader in = Files.newBufferedReader(Path.of(file))) {
        read.load(in);
      }
      read.forEach((key, value) -> client.put(key.toString(), value.toString()));
    }
    if (!settings.bootstrapServers().equals(LOCAL)) {
      client.put(BOOTSTRAP_SERVERS, settings.bootstrapServers());
    }
    if (!client.containsKey(BOOTSTRAP_SERVERS)) {
      client.put(
          BOOTSTRAP_SERVERS,
          LocalKafka.usual()
              .address()
              .orElseThrow(
                  () ->
                      new StreamException(
                          "Cannot find Kafka: name its brokers with --bootstrap-servers, or start"
                              + " one on this machine with: howdah local start --with-kafka")));
    }
    return client;
  }
}
