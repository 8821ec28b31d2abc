package io.howdah;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.howdah.predict.Interpreter;
import io.howdah.predict.Scores;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The package map of the architecture document, kept. */
class LayeringTest {
  private static JavaClasses classes;

  @BeforeAll
  static void readTheClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.howdah");
  }

  /** They are large, and networks that are closed have the whole heap collected. */
  @AfterAll
  static void forgetThem() {
    classes = null;
  }

  @Test
  void packagesImportOnlyThoseBeforeThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("files")
        .definedBy("io.howdah.files..")
        .layer("record")
        .definedBy("io.howdah.record..")
        .layer("model")
        .definedBy("io.howdah.model..")
        .layer("network")
        .definedBy("io.howdah.network..")
        .layer("predict")
        .definedBy("io.howdah.predict..")
        .layer("source")
        .definedBy("io.howdah.source..")
        .layer("optimize")
        .definedBy("io.howdah.optimize..")
        .layer("view")
        .definedBy("io.howdah.view..")
        .layer("gate")
        .definedBy("io.howdah.gate..")
        .layer("settings")
        .definedBy("io.howdah.settings..")
        .layer("tune")
        .definedBy("io.howdah.tune..")
        .layer("run")
        .definedBy("io.howdah.run..")
        .layer("query")
        .definedBy("io.howdah.query..")
        .layer("speed")
        .definedBy("io.howdah.speed..")
        .layer("batch")
        .definedBy("io.howdah.batch..")
        .layer("plan")
        .definedBy("io.howdah.plan..")
        .layer("report")
        .definedBy("io.howdah.report..")
        .layer("local")
        .definedBy("io.howdah.local..")
        .layer("cli")
        .definedBy("io.howdah.cli..")
        .whereLayer("files")
        .mayNotAccessAnyLayer()
        .whereLayer("record")
        .mayNotAccessAnyLayer()
        .whereLayer("model")
        .mayOnlyAccessLayers("files", "record")
        .whereLayer("network")
        .mayOnlyAccessLayers("model")
        .whereLayer("predict")
        .mayOnlyAccessLayers("files", "record", "model", "network")
        .whereLayer("source")
        .mayOnlyAccessLayers("files", "record", "model", "predict")
        .whereLayer("optimize")
        .mayOnlyAccessLayers("files", "record", "model", "network", "predict", "source")
        .whereLayer("view")
        .mayOnlyAccessLayers("files", "record", "predict")
        .whereLayer("gate")
        .mayOnlyAccessLayers("files", "record", "model", "predict", "view")
        .whereLayer("settings")
        .mayOnlyAccessLayers("record", "model", "predict", "source", "gate")
        .whereLayer("tune")
        .mayOnlyAccessLayers("files", "record", "model", "predict", "source", "settings")
        .whereLayer("run")
        .mayOnlyAccessLayers(
            "files", "record", "model", "predict", "source", "view", "gate", "settings")
        .whereLayer("query")
        .mayOnlyAccessLayers("files", "record", "view", "run")
        .whereLayer("speed")
        .mayOnlyAccessLayers("files", "record", "model", "predict", "view", "run")
        .whereLayer("batch")
        .mayOnlyAccessLayers(
            "files",
            "record",
            "model",
            "predict",
            "source",
            "view",
            "gate",
            "settings",
            "tune",
            "query",
            "run")
        .whereLayer("plan")
        .mayOnlyAccessLayers(
            "files",
            "record",
            "model",
            "network",
            "predict",
            "source",
            "view",
            "settings",
            "tune",
            "run",
            "batch")
        .whereLayer("report")
        .mayOnlyAccessLayers(
            "files", "record", "predict", "source", "view", "query", "gate", "run", "batch")
        .whereLayer("local")
        .mayOnlyAccessLayers("files")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .check(classes);
  }

  @Test
  void viewTakesNothingOfPredictButThePrediction() {
    noClasses()
        .that()
        .resideInAPackage("io.howdah.view..")
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                    "io.howdah.predict..")
                .and(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf(
                            io.howdah.predict.Prediction.class))))
        .check(classes);
  }

  @Test
  void onlySourceAndBatchKnowMapReduce() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.howdah.source..", "io.howdah.batch..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.hadoop.mapreduce..")
        .check(classes);
  }

  @Test
  void onlySpeedAndLocalKnowKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.howdah.speed..", "io.howdah.local..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(classes);
  }

  @Test
  void onlyModelNetworkPredictAndOptimizeKnowDeeplearning4j() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.howdah.model..",
            "io.howdah.network..",
            "io.howdah.predict..",
            "io.howdah.optimize..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..")
        .check(classes);
  }

  @Test
  void onlyViewRunBatchAndLocalKnowHBase() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.howdah.view..",
            "io.howdah.run..",
            "io.howdah.batch..",
            "io.howdah.local..",
            "io.howdah.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.hadoop.hbase..")
        .check(classes);
  }

  /** It hands a connection on, and does nothing with it. */
  @Test
  void cliKnowsHBaseByItsConnectionAlone() {
    noClasses()
        .that()
        .resideInAPackage("io.howdah.cli..")
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                    "org.apache.hadoop.hbase..")
                .and(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf(
                            org.apache.hadoop.hbase.client.Connection.class,
                            org.apache.hadoop.hbase.HBaseConfiguration.class))))
        .check(classes);
  }

  @Test
  void onlyTuneDraws() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.howdah.tune..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.knowm.xchart..")
        .check(classes);
  }

  @Test
  void onlyReportKnowsTemplates() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.howdah.report..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.samskivert..")
        .check(classes);
  }

  @Test
  void onlyTheHttpSideKnowsTheServerAndItsMetrics() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.howdah.query.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.undertow..", "org.xnio..", "io.micrometer..")
        .check(classes);
  }

  @Test
  void onlyTheInterpreterPicksTheWinningOutput() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Interpreter.class, Scores.class)
        .should()
        .callMethod(Scores.class, "argMax", int.class)
        .check(classes);
  }

  /** With an Arabic default it would print versions and ports that nobody can paste. */
  @Test
  void nothingIsPrintedInTheDigitsOfTheUsersLanguage() {
    noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(PrintStream.class, "printf", String.class, Object[].class)
        .orShould()
        .callMethod(PrintStream.class, "format", String.class, Object[].class)
        .check(classes);
  }
}
