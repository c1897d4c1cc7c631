package dev.faultline.spark;

import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.PartCodec;
import dev.faultline.explore.campaign.Search;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * Cuts one campaign into spans and gives them to Spark, a few more at a time than run at once, so
 * that what lies above a violation is not begun, or is cancelled. Used by one thread.
 */
final class Dispatch {
  private static final int WAIT_MILLIS = 10;

  /** A job of Spark has up to this share of the slots: what a finding cancels goes by jobs. */
  private static final int JOBS_AT_ONCE = 16;

  /**
   * A job at Spark.
   *
   * @param first what the span came to on another executor, where it is run twice; else null
   */
  private record Job(
      List<Span> spans, CrossChecks.@Nullable First first, JavaFutureAction<List<Reply>> replies) {
    int from() {
      return spans.getFirst().from();
    }
  }

  private final JavaSparkContext spark;
  private final FirstExecutor firstExecutor;
  private final SpanTask task;
  private final long firstSeed;
  private final Intake intake;
  private final Sizing sizing = new Sizing();
  private final List<Job> running = new ArrayList<>();

  /** Null where worlds depend on their numbers alone. */
  private final @Nullable Search search;

  private final CrossChecks checks = new CrossChecks();

  /** Executors that have answered, with their hosts. */
  private final Map<String, String> executors = new LinkedHashMap<>();

  private int next;
  private int spans;
  private int checked;
  private int worlds;
  private long bytes;
  private long sent;
  private long workedNanos;
  private final long driverNanosBefore = driverNanos();

  Dispatch(
      JavaSparkContext spark,
      FirstExecutor firstExecutor,
      SpanTask task,
      long firstSeed,
      Intake intake) {
    this.spark = spark;
    this.firstExecutor = firstExecutor;
    this.task = task;
    this.firstSeed = firstSeed;
    this.intake = intake;
    this.search = intake.search();
    this.next = intake.first();
  }

  /**
   * Runs the campaign.
   *
   * @throws UsageException when executors refuse it, or Spark gives up
   */
  void run() {
    spark.setLocalProperty("spark.job.interruptOnCancel", "true");
    try {
      while (!intake.interrupted() && !Thread.currentThread().isInterrupted()) {
        firstExecutor.look();
        cancelAbove(intake.limit());
        submit();
        check();
        if (running.isEmpty()) {
          return;
        }
        collect();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      if (!spark.sc().isStopped()) {
        throw e;
      }
      throw new UsageException(
          "Spark has stopped: its master is gone, or could not start executors; with --spark-conf"
              + " and the logs of the master it says more",
          e);
    } finally {
      cancelAbove(0);
    }
  }

  private static long driverNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** One line for people. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "spark: %d worlds in %d ranges on %d executors, %d ranges run twice, %d bytes received%s;"
            + " executors worked %.2f s, the driver took %.2f ms of processor time a range",
        worlds,
        spans,
        executors.size(),
        checked,
        bytes,
        search == null ? "" : ", " + sent + " bytes of the search sent",
        workedNanos / 1e9,
        (driverNanos() - driverNanosBefore) / 1e6 / Math.max(1, spans));
  }

  private void cancelAbove(int limit) {
    for (Iterator<Job> jobs = running.iterator(); jobs.hasNext(); ) {
      Job job = jobs.next();
      if (job.from() >= limit) {
        job.replies().cancel(true);
        jobs.remove();
      }
    }
    checks.limit(limit);
  }

  private void submit() {
    int slots = Math.max(1, spark.defaultParallelism());
    int waiting = running.stream().mapToInt(job -> job.spans().size()).sum();
    while (waiting < 2 * slots && available() > 0) {
      List<Span> some = new ArrayList<>();
      while (some.size() < Math.max(1, slots / JOBS_AT_ONCE) && available() > 0) {
        some.add(cut(slots));
      }
      waiting += some.size();
      JavaRDD<Span> rdd = spark.parallelize(some, some.size());
      running.add(new Job(some, null, rdd.map(task).collectAsync()));
    }
  }

  /** How many worlds can be run next, as far as those before them are known. */
  private int available() {
    int end = search == null ? intake.limit() : Math.min(intake.limit(), search.ready());
    return Math.max(0, end - next);
  }

  private Span cut(int slots) {
    int size = Math.min(available(), sizing.next(slots, intake.limit() - next));
    if (search != null) {
      // So small that what is under way at once is enough for all slots.
      size = Math.clamp(search.window() / (2L * slots), 1, size);
    }
    byte[] recipe = search == null ? new byte[0] : search.recipe(next, next + size);
    Span span = new Span(spans++, next, next + size, recipe);
    sent += recipe.length;
    next += size;
    return span;
  }

  /** Runs spans a second time on executors that have not run them. */
  private void check() {
    for (CrossChecks.First first : checks.takeFor(executors.keySet())) {
      List<String> others = new ArrayList<>();
      executors.forEach((executor, host) -> {
        if (!executor.equals(first.executor())) {
          others.add("executor_" + host + "_" + executor);
        }
      });
      running.add(new Job(List.of(first.span()), first, at(first.span(), others)));
    }
  }

  private JavaFutureAction<List<Reply>> at(Span span, List<String> executors) {
    Seq<String> places = CollectionConverters.asScala(executors).toSeq();
    Seq<Tuple2<Span, Seq<String>>> placed =
        CollectionConverters.asScala(List.of(new Tuple2<>(span, places))).toSeq();
    ClassTag<Span> type = ClassTag.apply(Span.class);
    return spark.sc().makeRDD(placed, type).toJavaRDD().map(task).collectAsync();
  }

  private void collect() throws InterruptedException {
    if (!running.isEmpty()) {
      try {
        running.getFirst().replies().get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException | CancellationException e) {
        // Looked at below, with all others.
      }
    }
    for (Job job : List.copyOf(running)) {
      if (job.replies().isDone()) {
        running.remove(job);
        List<Reply> replies = replies(job);
        replies.forEach(reply -> take(reply, job.first()));
      }
    }
  }

  private List<Reply> replies(Job job) throws InterruptedException {
    try {
      return job.replies().get();
    } catch (ExecutionException | CancellationException e) {
      if (intake.interrupted()) {
        return List.of();
      }
      throw new UsageException(
          "Spark gave up on the worlds from number "
              + job.from()
              + ": "
              + Reasons.of(e instanceof ExecutionException ? e.getCause() : e),
          e);
    }
  }

  private void take(Reply reply, CrossChecks.@Nullable First first) {
    String refusal = reply.refusal();
    if (refusal != null) {
      throw new UsageException("executor " + reply.machine() + " " + refusal);
    }
    executors.put(reply.executor(), reply.host());
    bytes += reply.part().length + reply.shown().length;
    Part part = PartCodec.decode(reply.part());
    long[] hashes = part.traceHashes();
    if (first != null) {
      checked += reply.executor().equals(first.executor()) ? 0 : 1;
      CrossChecks.Contradiction contradiction =
          CrossChecks.compare(first, reply.machine(), hashes, firstSeed);
      if (contradiction != null) {
        intake.contradict(contradiction.index(), contradiction.leak());
      }
      return;
    }
    workedNanos += reply.nanos();
    int ran = reply.span().to() - reply.span().from();
    worlds += ran;
    sizing.learn(ran, reply.nanos());
    if (CrossChecks.chosen(reply.span()) && !spark.isLocal()) {
      checks.add(new CrossChecks.First(reply.span(), reply.executor(), reply.machine(), hashes));
    }
    List<Integer> told = part.told();
    intake.take(part);
    if (search != null) {
      search.learn(reply.shown(), told);
    }
  }
}
