package io.howdah.soak;

import io.howdah.local.SharedHBase;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;

/**
 * Scores random small inputs through the real {@code score} into a real HBase, in one JVM, and
 * compares books, stored cells and answers with a plain recomputation. Each input has a number: the
 * seed of all that is random in it.
 */
public final class ScoreSoak {
  private static final int OF_A_VIEW = 100;
  private static final int THREADS = 6;

  private final Configuration conf;
  private final Path folder;
  private final List<SoakModel> models;
  private final AtomicInteger views = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  ScoreSoak(Path folder) throws Exception {
    this.folder = folder;
    this.conf = SharedHBase.configuration();
    this.models = SoakModel.all(Files.createDirectories(folder.resolve("models")));
  }

  /** An input whose outcome is not what the recomputation says. */
  record Difference(long seed, String what) {}

  /**
   * Scores inputs {@code first} to {@code first + count - 1}.
   *
   * @return what differed; empty where nothing did
   */
  List<Difference> run(long first, int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<List<Difference>>> parts = new ArrayList<>();
      for (long seed = first; seed < first + count; seed += OF_A_VIEW) {
        long from = seed;
        long to = Math.min(first + count, seed + OF_A_VIEW);
        parts.add(threads.submit(() -> part(from, to, count)));
      }
      List<Difference> differences = new ArrayList<>();
      for (Future<List<Difference>> part : parts) {
        differences.addAll(part.get());
      }
      return differences;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Inputs of one task into one view, so that each replaces the one before, or adds to it. */
  private List<Difference> part(long from, long to, int all) throws Exception {
    List<Difference> differences = new ArrayList<>();
    int number = views.incrementAndGet();
    SoakView[] ofModel = new SoakView[models.size()];
    for (long seed = from; seed < to; seed++) {
      Path input = Files.createDirectories(folder.resolve("input-" + seed));
      try {
        SoakInput made = SoakInput.random(seed, models, input);
        int model = models.indexOf(made.model());
        if (ofModel[model] == null) {
          ofModel[model] =
              new SoakView(
                  conf,
                  SharedHBase.connection(),
                  "soak-" + number + "-" + model,
                  number % 3 == 0,
                  number % 2 == 0 ? 1 : 3);
        }
        ofModel[model].score(made);
        delete(input);
      } catch (AssertionError | IOException | RuntimeException e) {
        differences.add(new Difference(seed, e.toString().strip() + " (" + input + ")"));
        System.out.println("input " + seed + ": " + e.toString().strip());
        ofModel = new SoakView[models.size()];
        number = views.incrementAndGet();
      }
      int finished = done.incrementAndGet();
      if (finished % 100 == 0) {
        System.out.println(finished + " of " + all + " inputs");
      }
    }
    return differences;
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes of) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Arguments: how many inputs, and the number of the first; 10,000 from 1 unless named. */
  public static void main(String[] arguments) throws Exception {
    ForklessFileSystem.install();
    int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    Path folder =
        Files.createTempDirectory(Path.of(System.getProperty("howdah.build.directory")), "soak-");
    List<Difference> differences = new ScoreSoak(folder).run(first, count);
    System.out.println(count + " inputs, " + differences.size() + " differences");
    System.exit(differences.isEmpty() ? 0 : 1);
  }
}
