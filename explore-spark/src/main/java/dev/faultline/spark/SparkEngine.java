package dev.faultline.spark;

import dev.faultline.explore.CheckpointStore;
import dev.faultline.explore.Engine;
import dev.faultline.explore.EngineProvider.Setup;
import dev.faultline.explore.Errand;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Levels;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs worlds on the executors of Apache Spark, which schedules, ships, retries and balances. One
 * campaign at a time.
 */
public final class SparkEngine implements Engine {
  /** After which a master that does not answer is given up; the driver has started by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The same where executors of this machine are started before. */
  private static final Duration PATIENCE_HERE = Duration.ofSeconds(60);

  private static final Duration CONNECT = Duration.ofSeconds(8);

  private final Setup setup;
  private final UserJars jars;
  private final ShutdownOrder shutdown;
  private final JavaSparkContext spark;

  private SparkEngine(Setup setup, UserJars jars, ShutdownOrder shutdown, JavaSparkContext spark) {
    this.setup = setup;
    this.jars = jars;
    this.shutdown = shutdown;
    this.spark = spark;
  }

  /**
   * Starts Spark's driver in this JVM.
   *
   * @throws UsageException when the master does not answer within half a minute, or there is none
   */
  static SparkEngine open(Setup setup) {
    SparkSettings.requireManager(setup.master());
    SparkSettings.requireHome(setup.master());
    FirstExecutor.patience(setup.master(), setup.settings().get(FirstExecutor.SETTING));
    UserJars jars = new UserJars(setup.classPath());
    ShutdownOrder shutdown = new ShutdownOrder();
    try {
      SparkConf conf = SparkSettings.of(setup, jars.jars());
      requireListener(setup.master());
      return new SparkEngine(setup, jars, shutdown, start(setup.master(), conf));
    } catch (RuntimeException e) {
      shutdown.close();
      jars.close();
      throw e;
    }
  }

  /** Spark itself would try for a minute. */
  private static void requireListener(String master) {
    if (!master.startsWith("spark://")) {
      return;
    }
    // Of several masters, one that answers is enough.
    String tried = "";
    for (String each : master.substring("spark://".length()).split(",")) {
      URI address = URI.create("spark://" + each);
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(address.getHost(), address.getPort()), (int) CONNECT.toMillis());
        return;
      } catch (IOException | IllegalArgumentException e) {
        tried = e.getMessage();
      }
    }
    throw new UsageException("the master " + master + " does not answer: " + tried);
  }

  private static JavaSparkContext start(String master, SparkConf conf) {
    CompletableFuture<JavaSparkContext> started = new CompletableFuture<>();
    Thread starter =
        new Thread(
            () -> {
              try {
                JavaSparkContext spark = new JavaSparkContext(conf);
                if (!started.complete(spark)) {
                  spark.stop();
                }
              } catch (Throwable e) {
                started.completeExceptionally(e);
              }
            },
            "faultline-spark-start");
    starter.setDaemon(true);
    starter.start();
    Duration patience = master.startsWith("local") ? PATIENCE_HERE : PATIENCE;
    try {
      return started.get(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      started.cancel(false);
      throw new UsageException(
          "the master " + master + " did not answer within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new UsageException(
          "Spark cannot start with master " + master + ": " + Reasons.of(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      started.cancel(false);
      throw new UsageException("interrupted while Spark was starting", e);
    }
  }

  @Override
  public void run(CampaignPlan plan, Intake intake) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    PlanSpec spec =
        PlanSpec.of(plan, context == null ? SparkEngine.class.getClassLoader() : context);
    SpanTask task = new SpanTask(UUID.randomUUID().toString(), spec, Code.ofDriver(jars.jars()));
    Running running = new Running(spark, task, intake);
    Summary summary = new Summary();
    FirstExecutor firstExecutor = firstExecutor();
    Levels levels = intake.levels();
    Frontier frontier;
    if (levels == null) {
      frontier = intake.frontier();
    } else {
      Consumer<String> told = setup.told();
      LevelRuns runs = new LevelRuns(spark, task, intake, firstExecutor, summary, told);
      Levels searched = Dispatching.guarded(running, () -> runs.run(levels));
      frontier = searched == null ? null : searched.ends();
    }
    if (levels == null || frontier != null) {
      Dispatching cuts =
          frontier == null
              ? new Dispatch(running, plan.seed(), intake, summary)
              : new DispatchPieces(running, plan.seed(), intake, frontier, summary);
      Dispatching.run(cuts, running, firstExecutor, intake, summary);
    }
    setup.told().accept(summary.text());
  }

  @Override
  public void errands(
      Class<? extends Errand> errand, Iterator<byte[]> requests, Consumer<byte[]> answers) {
    ErrandTask task = new ErrandTask(errand.getName(), Code.ofDriver(jars.jars()));
    shutdown.first(spark.sc()::cancelAllJobs);
    new Errands(spark, firstExecutor(), task).run(requests, answers);
  }

  private FirstExecutor firstExecutor() {
    String master = setup.master();
    // The driver itself is one of them, and where it has all threads there are no others.
    int own = spark.isLocal() ? 0 : 1;
    return new FirstExecutor(
        master,
        FirstExecutor.patience(master, setup.settings().get(FirstExecutor.SETTING)),
        System::nanoTime,
        () -> spark.statusTracker().getExecutorInfos().length - own,
        setup.told());
  }

  @Override
  public CheckpointStore checkpoint(String place) {
    return place.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")
        ? new HadoopCheckpoint(URI.create(place), spark.hadoopConfiguration())
        : Engine.super.checkpoint(place);
  }

  /** For tests: Spark's own name of the application and its state. */
  JavaSparkContext spark() {
    return spark;
  }

  @Override
  public void close() {
    try {
      spark.stop();
    } finally {
      shutdown.close();
      jars.close();
    }
  }
}
