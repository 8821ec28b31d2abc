package io.howdah.cli.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.plan.JobPlan;
import io.howdah.report.Numbers;
import io.howdah.source.InputShape;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A plan for people: what a run needs, and the settings that give it. */
public final class PlanText {

  private PlanText() {}

  /** Prints the plan; what cannot work goes to the errors. */
  public static void print(JobPlan plan, PrintStream out, PrintStream err) {
    InputShape input = plan.load().input();
    line(out, "records", "about %,d in %s", input.rows(), Numbers.counted(input.files(), "file"));
    line(
        out,
        "speed",
        "%,.0f rows/s on one thread (a sample, timed here)",
        plan.load().rowsPerSecond());
    line(
        out,
        "mappers",
        "%,d of at most %s, some %s each",
        input.mappers(),
        Numbers.counted(input.longestRows(), "row"),
        time(plan.mapperSeconds()));
    line(
        out,
        "reducers",
        "%,d, one per region, some %s each",
        plan.load().regions(),
        time(plan.reducerSeconds()));
    line(
        out,
        "time",
        "some %s with %s",
        time(plan.jobSeconds()),
        plan.load().containers() == 0
            ? "all of them at once"
            : plan.load().containers() + " at once");
    line(
        out,
        "HBase",
        "%,d MiB per version before encoding and replication, %s per region",
        (plan.space() + (1 << 20) - 1) >> 20,
        Numbers.counted(plan.hfilesPerRegion(), "HFile"));
    line(
        out,
        "a mapper",
        "%,d MiB of heap + %,d MiB outside it = a container of %,d MiB; 1 vcore,"
            + " OMP_NUM_THREADS=1 (set by howdah)",
        plan.heap(),
        plan.outside(),
        plan.container());
    out.println("settings that give it:");
    plan.settings().forEach(setting -> out.println("  " + setting));
    plan.refusals().forEach(refusal -> err.println("howdah: " + refusal));
  }

  /** Prints the plan for programs: bytes, MiB and seconds. */
  public static void printJson(JobPlan plan, PrintStream out) {
    InputShape input = plan.load().input();
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("files", input.files())
            .put("bytes", input.bytes())
            .put("rows", input.rows())
            .put("mappers", input.mappers())
            .put("reducers", plan.load().regions())
            .put("rowsPerSecond", plan.load().rowsPerSecond())
            .put("mapperSeconds", plan.mapperSeconds())
            .put("reducerSeconds", plan.reducerSeconds())
            .put("jobSeconds", plan.jobSeconds())
            .put("batchSize", plan.load().batchSize())
            .put("heapMebibytes", plan.heap())
            .put("outsideMebibytes", plan.outside())
            .put("containerMebibytes", plan.container())
            .put("viewBytes", plan.space())
            .put("hfilesPerRegion", plan.hfilesPerRegion());
    plan.settings().forEach(node.putArray("settings")::add);
    plan.refusals().forEach(node.putArray("refusals")::add);
    out.println(node);
  }

  private static void line(PrintStream out, String name, String format, Object... values) {
    out.printf(Locale.ROOT, "%-11s %s%n", name, String.format(Locale.ROOT, format, values));
  }

  private static String time(double seconds) {
    if (seconds < 90) {
      return Math.max(1, Math.round(seconds)) + " s";
    }
    Duration time = Duration.ofSeconds(Math.round(seconds));
    return time.toHours() > 0
        ? time.toHours() + " h " + time.toMinutesPart() + " min"
        : time.toMinutes() + " min";
  }
}
