package io.howdah.oozie;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.oozie.client.CoordinatorAction;
import org.apache.oozie.client.CoordinatorJob;
import org.apache.oozie.client.OozieClient;
import org.apache.oozie.client.WorkflowAction;
import org.apache.oozie.client.WorkflowJob;
import org.apache.oozie.service.Services;
import org.apache.oozie.service.ShareLibService;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A cluster with everything that a scheduled run needs: HDFS, YARN, HBase, Kafka and Oozie. */
final class Sandbox implements ExtensionContext.Store.CloseableResource {
  private static final String SHARE_LIB = "/user/" + System.getProperty("user.name") + "/share/lib";
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final long POLL_MILLIS = 500;

  final HadoopCluster hadoop;
  final Howdah howdah;
  final OozieServer server;
  final Applications applications;
  final OozieClient oozie;

  private Sandbox(
      HadoopCluster hadoop, Howdah howdah, OozieServer server, Applications applications) {
    this.hadoop = hadoop;
    this.howdah = howdah;
    this.server = server;
    this.applications = applications;
    this.oozie = new OozieClient(server.url());
  }

  static Sandbox start() {
    try {
      return started();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot start the sandbox", e);
    }
  }

  private static Sandbox started() throws Exception {
    Path work = Path.of(System.getProperty("work")).toAbsolutePath();
    Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
    Path jars = Path.of(System.getProperty("containers")).toRealPath();
    Path checkout = Path.of(System.getProperty("howdah.home")).toRealPath();
    FutureTask<Howdah> servers =
        new FutureTask<>(() -> Howdah.start(checkout, work.resolve("howdah")));
    new Thread(servers, "howdah-servers").start();
    try {
      HadoopCluster hadoop = HadoopCluster.start(work, jars.resolve("hadoop"));
      Path home = work.resolve("oozie");
      hadoop.writeClientSettings(home.resolve("conf/hadoop-conf/core-site.xml"));
      hadoop.putAll(
          Path.of(System.getProperty("sharelib")), SHARE_LIB + "/lib_20260101000000/oozie");
      OozieServer server = OozieServer.start(home, SHARE_LIB);
      Services.get().get(ShareLibService.class).updateShareLib();
      Howdah howdah = servers.get();
      return new Sandbox(
          hadoop, howdah, server, Applications.deploy(howdah, jars.resolve("hbase"), hadoop));
    } catch (Exception | Error e) {
      servers.get().close();
      throw e;
    }
  }

  @Override
  public void close() throws Exception {
    howdah.close(); // the only one that would outlive this JVM
    server.close();
    hadoop.close();
  }

  /** Properties of an application, as the reader of its README fills them in. */
  Properties job(String application, String... namesAndValues) throws IOException {
    return applications.job(hadoop, application, namesAndValues);
  }

  /** Puts the digits into the folder of a day. */
  void putRecords(String folder) throws IOException {
    hadoop.put(howdah.example().resolve("digits.csv.gz"), folder + "/digits.csv.gz");
    hadoop.write("", folder + "/_SUCCESS");
  }

  /** Starts an application; its ID. */
  String run(String application, String... namesAndValues) throws Exception {
    return oozie.run(job(application, namesAndValues));
  }

  /** Waits for a workflow to end as it should. */
  WorkflowJob await(String id, WorkflowJob.Status status) throws Exception {
    WorkflowJob job = await(id);
    if (job.getStatus() != status) {
      throw new AssertionError("Expected " + status + ": " + describe(job));
    }
    return job;
  }

  /** Waits for a workflow to end. */
  WorkflowJob await(String id) throws Exception {
    WorkflowJob job =
        await(
            () -> oozie.getJobInfo(id),
            found ->
                found.getStatus() != WorkflowJob.Status.PREP
                    && found.getStatus() != WorkflowJob.Status.RUNNING,
            Sandbox::describe);
    return job;
  }

  /** Waits until a coordinator has come so far. */
  CoordinatorJob awaitDays(String id, Predicate<CoordinatorJob> condition) throws Exception {
    CoordinatorJob job = await(() -> oozie.getCoordJobInfo(id), condition, Sandbox::describe);
    return job;
  }

  /** Waits until a bundle has started its coordinator; the coordinator's ID. */
  String awaitCoordinatorOf(String bundle) throws Exception {
    return await(
            () -> oozie.getBundleJobInfo(bundle),
            job -> !job.getCoordinators().isEmpty() && job.getCoordinators().get(0).getId() != null,
            job -> bundle + " " + job.getStatus())
        .getCoordinators()
        .get(0)
        .getId();
  }

  /** Waits until the only day of a coordinator has ended, or waits for records that are absent. */
  CoordinatorAction awaitDay(String id) throws Exception {
    return awaitDays(id, job -> !job.getActions().isEmpty() && isSettled(job.getActions().get(0)))
        .getActions()
        .get(0);
  }

  private boolean isSettled(CoordinatorAction day) {
    try {
      return switch (day.getStatus()) {
        case SUCCEEDED, KILLED, FAILED, TIMEDOUT -> true;
        case WAITING ->
            !day.getMissingDependencies().isEmpty()
                && !hadoop
                    .files()
                    .exists(new org.apache.hadoop.fs.Path(day.getMissingDependencies()));
        default -> false;
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the APIs of Oozie and YARN answer, which have nothing to wait on. */
  interface Question<T> {
    T ask() throws Exception;
  }

  static <T> T await(Question<T> question, Predicate<T> condition, Function<T, String> description)
      throws Exception {
    long limit = System.nanoTime() + LIMIT.toNanos();
    T answer = question.ask();
    while (!condition.test(answer)) {
      if (System.nanoTime() > limit) {
        throw new IOException("Waited for too long: " + description.apply(answer));
      }
      Thread.sleep(POLL_MILLIS);
      answer = question.ask();
    }
    return answer;
  }

  /** What Oozie shows as the error of a node. */
  static String error(WorkflowJob job, String node) {
    WorkflowAction action = action(job, node);
    return action.getErrorCode() + ": " + action.getErrorMessage();
  }

  static WorkflowAction action(WorkflowJob job, String node) {
    return job.getActions().stream()
        .filter(action -> action.getName().equals(node))
        .findFirst()
        .orElseThrow(() -> new AssertionError(describe(job) + " did not come to " + node));
  }

  private static String describe(CoordinatorJob job) {
    StringBuilder text = new StringBuilder(job.getAppName() + " " + job.getStatus());
    for (CoordinatorAction day : job.getActions()) {
      text.append("\n  ").append(day.getNominalTime()).append(' ').append(day.getStatus());
      text.append(' ').append(day.getMissingDependencies()).append(' ').append(day.getExternalId());
      text.append(' ').append(day.getErrorCode()).append(' ').append(day.getErrorMessage());
    }
    return text.toString();
  }

  static String describe(WorkflowJob job) {
    StringBuilder text = new StringBuilder(job.getAppName() + " " + job.getStatus());
    for (WorkflowAction action : job.getActions()) {
      text.append("\n  ").append(action.getName()).append(' ').append(action.getStatus());
      text.append(' ').append(action.getExternalId());
      if (action.getErrorMessage() != null) {
        text.append(' ')
            .append(action.getErrorCode())
            .append(": ")
            .append(action.getErrorMessage());
      }
      if (action.getData() != null) {
        text.append(' ').append(action.getData().replace('\n', ' '));
      }
    }
    return text.toString();
  }
}
