package io.howdah.attack;

import io.howdah.local.SharedKafka;
import io.howdah.model.SmallModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Kills drivers, tasks, streams, {@code serve}, HBase and the broker at random while runs and
 * events go on, and checks every answer that readers get meanwhile, and all of them at the end.
 */
public final class Attack {
  static final String VIEW = "attacked";
  static final String TOPIC = "events";
  private static final int PARTITIONS = 4;

  private final long seed;
  private final Path folder;
  private final Findings findings = new Findings();
  private final SimulatedClock clock = new SimulatedClock();
  private final AtomicBoolean over = new AtomicBoolean();

  Attack(long seed, Path folder) {
    this.seed = seed;
    this.folder = folder;
  }

  private interface Step {
    void take(Random random) throws Exception;
  }

  /** Attacks for a while; returns what was counted and what was wrong. */
  Findings run(long seconds) throws Exception {
    System.out.println("attack of " + seconds + " s, seed " + seed + ", in " + folder);
    SmallModel model = new SmallModel(folder.resolve("model"));
    Truth truth = new Truth(new Outcomes(model));
    try (Servers servers = new Servers(folder);
        Yarn yarn = new Yarn(folder.resolve("yarn"), servers.settings())) {
      SharedKafka.createTopic(servers.broker(), TOPIC, PARTITIONS);
      Runs runs =
          new Runs(servers, yarn, model.path(), folder.resolve("runs-of"), truth, clock, findings);
      runs.undisturbed();
      try (Streams streams = new Streams(servers, folder.resolve("streams"));
          Served served = new Served(folder.resolve("serve"), servers.settings());
          Reader reader = new Reader(servers.settings());
          Events events = new Events(servers.broker(), truth, clock, findings)) {
        ExecutorService threads = Executors.newCachedThreadPool();
        Future<?>[] parts = {
          threads.submit(() -> repeat(1, runs::any)),
          threads.submit(
              () ->
                  repeat(
                      2,
                      random -> {
                        events.some(random);
                        Thread.sleep(20 + random.nextInt(60)); // some 150 a second
                      })),
          threads.submit(() -> repeat(3, random -> kill(random, servers, streams, served))),
          threads.submit(() -> repeat(6, random -> killATask(random, yarn))),
          threads.submit(
              () -> repeat(4, random -> check(truth, key(random), reader::ask, "lookup"))),
          threads.submit(() -> repeat(5, random -> check(truth, key(random), served::ask, "HTTP")))
        };
        for (long i = 0; i < seconds && alive(parts); i += 10) {
          TimeUnit.SECONDS.sleep(Math.min(10, seconds - i));
          System.out.println(findings);
        }
        over.set(true);
        for (Future<?> part : parts) {
          part.get(300, TimeUnit.SECONDS);
        }
        runs.undisturbed();
        streams.catchUp(findings);
        for (int i = 0; i < Truth.KEYS; i++) {
          String key = Truth.key(i);
          ask(reader::ask, key)
              .flatMap(seen -> truth.wrongAtTheEnd(key, seen))
              .ifPresent(findings::wrong);
          ask(served::ask, key)
              .flatMap(seen -> truth.wrongAtTheEnd(key, seen))
              .ifPresent(findings::wrong);
        }
        checkDeadLetters(servers, events);
        threads.shutdownNow();
      }
    }
    System.out.println(findings);
    return findings;
  }

  private static boolean alive(Future<?>[] parts) {
    for (Future<?> part : parts) {
      if (part.isDone()) {
        return false;
      }
    }
    return true;
  }

  private Void repeat(long part, Step step) throws Exception {
    Random random = new Random(seed * 10 + part);
    try {
      while (!over.get()) {
        step.take(random);
      }
    } catch (Exception | Error e) {
      findings.wrong("part " + part + " ended: " + e);
      throw e;
    }
    return null;
  }

  private static String key(Random random) {
    return Truth.key(random.nextInt(Truth.KEYS));
  }

  /** One kill; the victim is up again when it returns. */
  private void kill(Random random, Servers servers, Streams streams, Served served)
      throws Exception {
    TimeUnit.MILLISECONDS.sleep(1_000 + random.nextInt(7_000));
    long down = random.nextInt(3_000);
    switch (random.nextInt(6)) {
      case 0 -> {
        findings.count("kills of HBase");
        servers.killHBase(down);
      }
      case 1 -> {
        findings.count("kills of the broker");
        servers.killBroker(down);
      }
      case 2 -> {
        findings.count("kills of serve");
        served.kill(down);
      }
      default -> {
        findings.count("kills of a stream");
        streams.kill(random.nextInt(Streams.COUNT), down);
      }
    }
  }

  private void killATask(Random random, Yarn yarn) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(3_000 + random.nextInt(9_000));
    if (yarn.killATask(random)) {
      findings.count("kills of a task");
    }
  }

  /** Asks for a key. */
  private interface Asked {
    Optional<Seen> ask(String key) throws Exception;
  }

  private static Optional<Seen> ask(Asked reader, String key) throws InterruptedException {
    try {
      return reader.ask(key);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      return Optional.empty(); // nobody answers at that address
    }
  }

  private void check(Truth truth, String key, Asked reader, String how)
      throws InterruptedException {
    Truth.Before before = truth.before(key);
    Optional<Seen> seen = ask(reader, key);
    findings.count(how + (seen.isPresent() ? ": answers" : ": no answer"));
    seen.flatMap(answer -> truth.wrong(before, answer))
        .ifPresent(wrong -> findings.wrong(how + ": " + wrong));
    if (seen.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(100); // no use in asking at once again
    }
  }

  private void checkDeadLetters(Servers servers, Events events) throws IOException {
    Set<String> letters = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> letter :
        SharedKafka.read(servers.broker(), TOPIC + "-dead-letters")) {
      letters.add(header(letter, "howdah.partition") + "/" + header(letter, "howdah.offset"));
    }
    if (!letters.equals(events.bad())) {
      findings.wrong("dead letters " + letters + ", bad events " + events.bad());
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(
        letter.headers().lastHeader(name).value(), java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Arguments: how many seconds (300), and the seed (any). */
  public static void main(String[] arguments) throws Exception {
    long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 300;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : new Random().nextInt(1 << 30);
    Path folder =
        Files.createTempDirectory(Path.of(System.getProperty("howdah.build.directory")), "attack-");
    Findings findings = new Attack(seed, folder).run(seconds);
    System.exit(findings.wrong().isEmpty() ? 0 : 1);
  }
}
