package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import io.howdah.model.SmallModel;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every advice that a failure gives is followed, and leads out of it. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdviceIT {
  private static final String[] GOOD = {SmallModel.HEADER, "a,1,2,red", "b,3,4,green"};
  private static final String ANEW =
      "(a run keeps the input, model and options that it began with: once that is fixed, begin a"
          + " new one, with the command that began this)";
  private static Catalog catalog;
  private static int views;

  @TempDir Path folder;
  private Configuration conf;
  private SmallModel model;
  private String view;

  @BeforeAll
  static void openTheCatalog() throws Exception {
    catalog = new Catalog(SharedHBase.connection());
  }

  @BeforeEach
  void nameAView() throws Exception {
    conf = SharedHBase.configuration();
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    model = new SmallModel(folder.resolve("model"));
    view = "advised-" + ++views;
  }

  private InProcess.Result howdah(String... arguments) {
    return InProcess.run(conf, arguments);
  }

  private String[] score(Path input, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "score",
                view,
                "--model",
                model.path(),
                "--input",
                input.toUri().toString(),
                "--create",
                "full",
                "--as-of",
                "5000"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private Path input(String... lines) throws Exception {
    return Files.write(folder.resolve("input.csv"), Arrays.asList(lines));
  }

  /** Runs the command that stands behind "howdah " in a line, up to the end or a bracket. */
  private InProcess.Result follow(String line) {
    Matcher command = Pattern.compile("howdah ((?:score|view) [^);]*)").matcher(line);
    assertThat(command.find()).as(line).isTrue();
    return howdah(command.group(1).trim().split(" ", -1));
  }

  private static void assertDone(InProcess.Result result) {
    assertThat(result.code()).as(result.out()).isZero();
  }

  @Test
  void aFileThatIsCutOffIsPutRightAndScoredAnew() throws Exception {
    byte[] whole;
    Path input = folder.resolve("input.csv.gz");
    StringBuilder text = new StringBuilder(SmallModel.HEADER + "\n");
    for (int i = 0; i < 400_000; i++) { // the cut lies behind what is read before a run begins
      text.append("k").append(i * 7919 % 100_003).append(",1,").append(i).append(",red\n");
    }
    try (var out = new GZIPOutputStream(Files.newOutputStream(input))) {
      out.write(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    whole = Files.readAllBytes(input);
    Files.write(input, Arrays.copyOf(whole, whole.length / 2));
    InProcess.Result failed = howdah(score(input));
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.out()).contains("is it truncated?").endsWith(ANEW);
    // what used to be advised is refused, for the file must change
    Files.write(input, whole);
    InProcess.Result resumed = howdah("score", view, "--resume", "5000");
    assertThat(resumed.out()).contains("Cannot resume").contains("start a new run");
    assertDone(howdah(score(input)));
    assertThat(catalog.published(view)).hasValue(5001);
  }

  @Test
  void doubledKeysAreMergedByANewRunWithAnotherMerge() throws Exception {
    Path input = input(SmallModel.HEADER, "a,1,2,red", "a,3,4,green");
    InProcess.Result failed = howdah(score(input, "--merge", "fail"));
    assertThat(failed.out()).contains("choose another --merge").endsWith(ANEW);
    assertThat(failed.out()).doesNotContain("--resume");
    assertDone(howdah(score(input, "--merge", "latest")));
  }

  @Test
  void aRunThatIsPublishedIsDoneHoweverOftenItIsResumed() throws Exception {
    assertDone(howdah(score(input(GOOD))));
    InProcess.Result again = howdah("score", view, "--resume", "5000");
    assertDone(again);
    assertThat(again.out()).contains("version 5000", "PUBLISHED");
    assertThat(howdah("score", view, "--resume", "5000", "--json").out())
        .contains("\"state\":\"PUBLISHED\"");
  }

  @Test
  void ofTwoRunsThatCreateAViewAtOnceTheOtherIsToldWhatToDoAndCan() throws Exception {
    String[] score = score(input(GOOD));
    ExecutorService executor = Executors.newFixedThreadPool(2);
    List<InProcess.Result> results = new ArrayList<>();
    try {
      Callable<InProcess.Result> run = () -> howdah(score);
      for (Future<InProcess.Result> result : executor.invokeAll(List.of(run, run))) {
        results.add(result.get());
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(results).extracting(InProcess.Result::code).contains(0);
    for (InProcess.Result result : results) {
      if (result.code() != 0) {
        assertThat(result.out()).contains("is in progress", "; wait");
        assertDone(howdah(score));
      }
    }
    assertThat(catalog.versions(view))
        .hasSize(2)
        .allMatch(version -> version.state() == VersionState.PUBLISHED);
  }

  @Test
  void aViewThatIsMissingIsMadeAsTheLineSays() throws Exception {
    InProcess.Result missing = howdah("view", "describe", view + "-that-nobody-knows");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.out()).endsWith("--task TASK");
    assertDone(follow(missing.out().replace("TASK", "classification")));
  }

  @Test
  void aNameThatATableHasIsFreeOnceTheTableIsDroppedAsTheLineSays() throws Exception {
    String[] create = {"view", "create", view, "--task", "classification"};
    TableName table = TableName.valueOf(view);
    try (Admin admin = SharedHBase.connection().getAdmin()) {
      admin.createTable(
          TableDescriptorBuilder.newBuilder(table)
              .setColumnFamily(ColumnFamilyDescriptorBuilder.of("f"))
              .build());
      InProcess.Result refused = howdah(create);
      assertThat(refused.out())
          .contains("give the view another name")
          .endsWith("disable '" + view + "' and drop '" + view + "'");
      admin.disableTable(table);
      admin.deleteTable(table);
    }
    assertDone(howdah(create));
  }

  @Test
  void aFolderOfRunsThatCannotBeOpenedBeginsNoVersion() throws Exception {
    Path input = input(SmallModel.HEADER, "a,1,2,red");
    assertDone(howdah(score(input)));
    InProcess.Result result =
        howdah(score(input, "--as-of", "6000", "-D", "howdah.run.staging-dir=nosuch://x/runs"));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("nosuch");
    assertThat(howdah("view", "describe", view).out()).doesNotContain("RUNNING");
    assertDone(howdah(score(input, "--as-of", "6000")));
  }
}
