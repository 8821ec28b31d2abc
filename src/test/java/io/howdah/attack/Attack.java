package io.howdah.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.howdah.local.SharedKafka;
import io.howdah.model.SmallModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Kills drivers, tasks, streams, {@code serve}, HBase and the broker at random while runs and
 * events go on, and checks every answer that readers get meanwhile. Every few minutes all is calm:
 * what was sent must have arrived then, and every key is compared.
 */
public final class Attack {
  static final String VIEW = "attacked";
  static final String TOPIC = "events";
  private static final int PARTITIONS = 4;
  private static final long ROUND_SECONDS = 300;
  private static final long TAIL_SECONDS = 10;
  private static final long EVENTS_LIMIT_SECONDS = 180; // of streams that catch up when all is calm
  private static final long STEP_LIMIT_SECONDS = 900; // of all but runs: a start of HBase, and more
  private static final long HTTP_LAG_MILLIS = 1_000; // as documented
  private static final int MOST_WRONG = 50;
  private static final List<String> VICTIMS =
      List.of("HBase", "the broker", "serve", "a stream", "a stream", "a stream");

  private final long seed;
  private final Path folder;
  private final Findings findings = new Findings();
  private final SimulatedClock clock = new SimulatedClock();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final List<String> victims = new ArrayList<>();

  Attack(long seed, Path folder) {
    this.seed = seed;
    this.folder = folder;
  }

  /** Attacks for a while; returns what was counted and what was wrong. */
  Findings run(long seconds) throws Exception {
    System.out.println("attack of " + seconds + " s, seed " + seed + ", in " + folder);
    SmallModel model = new SmallModel(folder.resolve("model"));
    try (Servers servers = new Servers(folder);
        Published published = new Published(servers.settings());
        Yarn yarn = new Yarn(folder.resolve("yarn"), servers.settings())) {
      SharedKafka.createTopic(servers.broker(), TOPIC, PARTITIONS);
      Truth truth = new Truth(new Outcomes(model), published);
      Path data = folder.resolve("runs-of");
      Runs runs = new Runs(servers, yarn, model.path(), data, truth, published, clock, findings);
      runs.undisturbed();
      try (Streams streams = new Streams(servers, folder.resolve("streams"), findings);
          Served served = new Served(folder.resolve("serve"), servers.settings());
          Reader reader = new Reader(servers.settings());
          Events events = new Events(servers.broker(), truth, clock, findings)) {
        Checker java = new Checker("lookup", 0, reader::ask, truth, findings);
        Checker http = new Checker("HTTP", HTTP_LAG_MILLIS, served::ask, truth, findings);
        Part scoring = new Part(1, runs::any);
        List<Part> killers =
            List.of(
                new Part(3, random -> kill(random, servers, streams, served)),
                new Part(6, random -> killATask(random, yarn)));
        List<Part> others =
            List.of(
                new Part(2, random -> send(random, events)),
                new Part(4, java::any),
                new Part(5, http::any));
        long begin = System.nanoTime();
        for (long left = seconds; left > 0 && goesWell(); left = seconds - secondsSince(begin)) {
          streams.start();
          disturb(Math.min(left, ROUND_SECONDS), scoring, killers, others);
          if (!failed.get()) {
            streams.catchUp();
            compare(published.now(), java, http);
            runs.undisturbed();
            compare(published.now(), java, http);
            truth.forget(published.now());
          }
        }
        if (!failed.get()) {
          compareDeadLetters(servers, events);
        }
      }
    }
    System.out.println(findings);
    return findings;
  }

  private static long secondsSince(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
  }

  /** More of what is wrong would not tell more. */
  private boolean goesWell() {
    return !failed.get() && findings.wrong().size() < MOST_WRONG;
  }

  private interface Step {
    void take(Random random) throws Exception;
  }

  /** One of those who do something at random, all the time; what it does follows from the seed. */
  private final class Part {
    private final int number;
    private final Step step;
    private final Random random;

    Part(int number, Step step) {
      this.number = number;
      this.step = step;
      this.random = new Random(seed * 10 + number);
    }

    void repeatUntil(AtomicBoolean over) {
      try {
        while (!over.get()) {
          step.take(random);
        }
      } catch (Exception | Error e) {
        findings.wrong("part " + number + " ended", e);
        failed.set(true);
      }
    }
  }

  /**
   * All at once. Events and kills go on after the last run, which would hide what it is as of; and
   * events after the last kill, until both readers have seen what a stream wrote.
   */
  private void disturb(long seconds, Part scoring, List<Part> killers, List<Part> others)
      throws Exception {
    AtomicBoolean scored = new AtomicBoolean();
    AtomicBoolean killed = new AtomicBoolean();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<?> runs = threads.submit(() -> scoring.repeatUntil(scored));
      List<Future<?>> kills = new ArrayList<>();
      killers.forEach(part -> kills.add(threads.submit(() -> part.repeatUntil(killed))));
      List<Future<?>> rest = new ArrayList<>();
      others.forEach(part -> rest.add(threads.submit(() -> part.repeatUntil(over))));
      for (long i = 0; i < seconds && goesWell(); i += 10) {
        TimeUnit.SECONDS.sleep(Math.min(10, seconds - i));
        System.out.println(findings);
      }
      scored.set(true);
      runs.get(Runs.STEP_LIMIT_SECONDS, TimeUnit.SECONDS);
      TimeUnit.SECONDS.sleep(TAIL_SECONDS);
      killed.set(true);
      end(kills);
      for (long i = 0; i < EVENTS_LIMIT_SECONDS && goesWell() && !sawEvents(); i++) {
        TimeUnit.SECONDS.sleep(1);
      }
      over.set(true);
      end(rest);
    } finally {
      scored.set(true);
      killed.set(true);
      over.set(true);
      threads.shutdownNow();
      var unused = threads.awaitTermination(60, TimeUnit.SECONDS); // or it starts what is closed
    }
  }

  private static void end(List<Future<?>> parts) throws Exception {
    for (Future<?> part : parts) {
      part.get(STEP_LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** A stream that is killed while it begins, again and again, writes nothing for a minute. */
  private boolean sawEvents() {
    return findings.of("lookup: speed") > 0 && findings.of("HTTP: speed") > 0;
  }

  private static void send(Random random, Events events) throws Exception {
    events.some(random);
    TimeUnit.MILLISECONDS.sleep(20 + random.nextInt(60)); // some 150 a second
  }

  /** One kill; the victim is up again when it returns. */
  private void kill(Random random, Servers servers, Streams streams, Served served)
      throws Exception {
    TimeUnit.MILLISECONDS.sleep(1_000 + random.nextInt(7_000));
    long down = random.nextInt(3_000);
    if (victims.isEmpty()) {
      victims.addAll(VICTIMS);
      Collections.shuffle(victims, random);
    }
    String victim = victims.remove(victims.size() - 1);
    findings.count("kills of " + victim);
    switch (victim) {
      case "HBase" -> servers.killHBase(down);
      case "the broker" -> servers.killBroker(down);
      case "serve" -> served.kill(down);
      default -> streams.kill(random.nextInt(Streams.COUNT), down);
    }
  }

  private void killATask(Random random, Yarn yarn) throws InterruptedException {
    // a task takes some seconds to start: killed more often, no run on the cluster would ever end
    TimeUnit.MILLISECONDS.sleep(8_000 + random.nextInt(32_000));
    if (yarn.killATask(random)) {
      findings.count("kills of a task");
    }
  }

  private static void compare(long version, Checker... checkers) throws InterruptedException {
    for (Checker checker : checkers) {
      checker.all(version);
    }
  }

  private void compareDeadLetters(Servers servers, Events events) throws IOException {
    Set<String> surplus = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> letter :
        SharedKafka.read(servers.broker(), TOPIC + "-dead-letters")) {
      surplus.add(header(letter, "howdah.partition") + "/" + header(letter, "howdah.offset"));
    }
    Set<String> missing = new HashSet<>(events.bad());
    missing.removeAll(surplus);
    surplus.removeAll(events.bad());
    if (!missing.isEmpty() || !surplus.isEmpty()) {
      findings.wrong("dead letters: missing " + missing + ", of good events " + surplus);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  /** What an attack must have come across, or it has shown nothing. */
  private static List<String> lacking(Findings findings) {
    return Stream.of(
            "published amid kills",
            "kills of HBase",
            "kills of the broker",
            "kills of serve",
            "kills of a stream",
            "kills of a driver",
            "kills of a task",
            "lookup: batch",
            "lookup: speed",
            "HTTP: batch",
            "HTTP: speed",
            "when calm: batch",
            "when calm: speed")
        .filter(what -> findings.of(what) == 0)
        .toList();
  }

  /** Arguments: how many seconds (300), and the seed (any). */
  public static void main(String[] arguments) throws IOException {
    long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 300;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : new Random().nextInt(1 << 30);
    Path folder =
        Files.createTempDirectory(Path.of(System.getProperty("howdah.build.directory")), "attack-");
    Runtime.getRuntime().addShutdownHook(new Thread(Attack::killAll));
    Attack attack = new Attack(seed, folder);
    Findings findings = attack.findings;
    try {
      attack.run(seconds);
    } catch (Exception | Error e) {
      findings.wrong("the attack ended", e);
    }
    List<String> lacking = lacking(findings);
    if (!lacking.isEmpty()) {
      System.out.println("Nothing was shown, for there were no " + lacking + ": attack for longer");
    }
    boolean right = findings.wrong().isEmpty() && lacking.isEmpty();
    if (right) {
      FileUtil.fullyDelete(folder.toFile()); // nothing is to be found out
    }
    System.exit(right ? 0 : 1); // threads of the cluster's would keep it from ending
  }

  /** However it ends, no process stays behind. */
  private static void killAll() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }
}
