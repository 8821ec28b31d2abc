package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import io.howdah.model.SmallModel;
import io.howdah.view.ViewDump;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names of files and keys, whatever is in them and in whatever locale. */
@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NamesIT {
  private static final long VERSION = 5000;
  private static int views;

  @TempDir Path folder;
  private Configuration conf;
  private String view;

  @BeforeEach
  void nameAView() throws Exception {
    conf = SharedHBase.configuration();
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    view = "names-" + ++views;
  }

  private Path write(String name, String... keys) throws Exception {
    StringBuilder text = new StringBuilder(SmallModel.HEADER + "\n");
    for (String key : keys) {
      text.append(key).append(",1,2,red\n");
    }
    Path file = folder.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, text.toString().getBytes(UTF_8));
  }

  private String[] score(String model, String input, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("score", view, "--model", model, "--input", input, "--create", "full"));
    arguments.addAll(List.of("--regions", "1", "--as-of", Long.toString(VERSION)));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private Set<String> keys() throws Exception {
    return ViewDump.cells(SharedHBase.connection(), view, VERSION).stream()
        .map(cell -> cell.substring(0, cell.indexOf('/')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void whatTheDriverListedIsReadAndARunGoesOnWhateverTheNames() throws Exception {
    Path model = folder.resolve("mo:del %41 #1");
    var unused = new SmallModel(model);
    write("data[1].csv", "k1", "k2");
    write("data1.csv", "k3");
    write("a:b.csv", "k4");
    write("d:e/{x,y}, %41 #?*\\\n\u00e9e\u0301.csv", "k5");
    Path labels = folder.resolve("la:bels #1,%20.csv");
    Files.writeString(labels, "id,class\nk1,no\nk4,yes\n");
    CommandResult loaded =
        CommandResult.of(
            conf,
            score(
                model.toString(),
                folder.resolve("in").toString(),
                "--labels",
                labels.toString(),
                "--min-accuracy",
                "0",
                "--no-publish"));
    loaded.assertDone();
    assertThat(loaded.out()).containsPattern("records read +5\n").contains("of 2 labelled keys");
    assertThat(keys()).containsExactly("k1", "k2", "k3", "k4", "k5");
    CommandResult.of(conf, "score", view, "--resume", Long.toString(VERSION)).assertDone();
    assertThat(CommandResult.of(conf, "lookup", view, "k4").code()).isZero();
  }

  private HowdahJvm jvm(String locale) throws Exception {
    Configuration settings = new Configuration(false);
    for (String key : List.of("hbase.zookeeper.quorum", "hbase.zookeeper.property.clientPort")) {
      settings.set(key, conf.get(key));
    }
    settings.set("hadoop.tmp.dir", folder.resolve("hadoop").toString());
    settings.set("howdah.run.staging-dir", conf.get("howdah.run.staging-dir"));
    return new HowdahJvm(folder.resolve("jvm"), settings).with("LC_ALL", locale);
  }

  @Test
  void theLocaleDecidesNothing() throws Exception {
    String model = folder.resolve("model").toString();
    var unused = new SmallModel(Path.of(model));
    String input = write("donn\u00e9es.csv", "\u00e9").getParent().toString();
    write("a.csv", "k1");
    HowdahJvm plain = jvm("C");
    HowdahJvm.Result refused = plain.run(score(model, input));
    assertThat(refused.code()).as(refused.said()).isEqualTo(1);
    assertThat(refused.said())
        .contains("Cannot read input " + input, "set LC_ALL=C.UTF-8")
        .doesNotContain("PUBLISHED");
    HowdahJvm.Result named = plain.run(score(model, input + "/donn\u00e9es.csv"));
    assertThat(named.said()).contains("Cannot find input " + input + "/donn\u00e9es.csv (Java");
    assertThat(named.code()).isEqualTo(1);

    HowdahJvm.Result done = jvm("C.UTF-8").run(score(model, input));
    assertThat(done.code()).as(done.said()).isZero();
    assertThat(keys()).containsExactly("k1", "\u00e9");
    HowdahJvm.Result found = plain.run("lookup", view, "\u00e9");
    assertThat(found.code()).as(found.said()).isZero();
    assertThat(found.said()).contains("\u00e9").doesNotContain("not found");
  }

  @Test
  void theScriptTakesAUtf8LocaleWhereTheEnvironmentHasNone() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("home/bin"));
    Files.copy(Path.of("bin/howdah"), bin.resolve("howdah"));
    Files.createDirectories(folder.resolve("home/target"));
    Files.writeString(folder.resolve("home/target/howdah-0-job.jar"), "");
    Files.writeString(folder.resolve("home/target/classpath"), "");
    Path hadoop = Files.createDirectories(folder.resolve("path")).resolve("hadoop");
    Files.writeString(hadoop, "#!/bin/sh\nlocale charmap\necho \"$4\"\n");
    assertThat(hadoop.toFile().setExecutable(true)).isTrue();
    for (String locale : List.of("C", "POSIX", "xx_YY.UTF-8", "C.UTF-8", "")) {
      ProcessBuilder builder =
          new ProcessBuilder("sh", bin.resolve("howdah").toString(), "lookup", "\u00e9")
              .redirectOutput(folder.resolve("said").toFile());
      builder.environment().put("PATH", hadoop.getParent() + ":" + System.getenv("PATH"));
      builder.environment().remove("LANG");
      builder.environment().put("LC_ALL", locale);
      assertThat(builder.start().waitFor()).as(locale).isZero();
      assertThat(Files.readString(folder.resolve("said"))).as(locale).isEqualTo("UTF-8\n\u00e9\n");
    }
  }
}
