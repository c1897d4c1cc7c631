package dev.faultline.spark;

import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.Intake;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/** The spans of a campaign that are at Spark. Used by one thread. */
final class Running {
  private static final int WAIT_MILLIS = 10;

  /**
   * A job at Spark.
   *
   * @param first what the span came to on another executor, where it is run twice; else null
   */
  private record Job(
      List<Span> spans, CrossChecks.@Nullable First first, JavaFutureAction<List<Reply>> replies) {}

  /**
   * What came back of a span.
   *
   * @param first what it came to on another executor, where it was run twice; else null
   */
  record Done(Reply reply, CrossChecks.@Nullable First first) {}

  private final JavaSparkContext spark;
  private final SpanTask task;
  private final Intake intake;
  private final List<Job> jobs = new ArrayList<>();

  Running(JavaSparkContext spark, SpanTask task, Intake intake) {
    this.spark = spark;
    this.task = task;
    this.intake = intake;
    spark.setLocalProperty("spark.job.interruptOnCancel", "true");
  }

  boolean isEmpty() {
    return jobs.isEmpty();
  }

  /** How many spans are there. */
  int spans() {
    return jobs.stream().mapToInt(job -> job.spans().size()).sum();
  }

  /** How many tasks Spark runs at once. */
  int slots() {
    return Math.max(1, spark.defaultParallelism());
  }

  /** Gives spans to Spark, which are cancelled together. */
  void submit(List<Span> some) {
    JavaRDD<Span> rdd = spark.parallelize(some, some.size());
    jobs.add(new Job(some, null, rdd.map(task).collectAsync()));
  }

  /**
   * Has a span run a second time on an executor that has not run it.
   *
   * @param executors that there are, with their hosts
   */
  void submitAgain(CrossChecks.First first, Map<String, String> executors) {
    List<String> others = new ArrayList<>();
    executors.forEach((executor, host) -> {
      if (!executor.equals(first.executor())) {
        others.add("executor_" + host + "_" + executor);
      }
    });
    Seq<String> places = CollectionConverters.asScala(others).toSeq();
    Seq<Tuple2<Span, Seq<String>>> placed =
        CollectionConverters.asScala(List.of(new Tuple2<>(first.span(), places))).toSeq();
    ClassTag<Span> type = ClassTag.apply(Span.class);
    jobs.add(
        new Job(
            List.of(first.span()),
            first,
            spark.sc().makeRDD(placed, type).toJavaRDD().map(task).collectAsync()));
  }

  /** Cancels jobs of whose spans none is needed. */
  void cancelUnless(Predicate<Span> needed) {
    for (Iterator<Job> each = jobs.iterator(); each.hasNext(); ) {
      Job job = each.next();
      if (job.spans().stream().noneMatch(needed)) {
        job.replies().cancel(true);
        each.remove();
      }
    }
  }

  /**
   * Waits a moment, and takes what has come back.
   *
   * @throws UsageException when Spark gives up, or an executor refuses the work
   */
  List<Done> collect() throws InterruptedException {
    if (!jobs.isEmpty()) {
      try {
        jobs.getFirst().replies().get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException | CancellationException e) {
        // Looked at below, with all others.
      }
    }
    List<Done> done = new ArrayList<>();
    for (Job job : List.copyOf(jobs)) {
      if (job.replies().isDone()) {
        jobs.remove(job);
        replies(job).forEach(reply -> done.add(new Done(accepted(reply), job.first())));
      }
    }
    return done;
  }

  private static Reply accepted(Reply reply) {
    String refusal = reply.refusal();
    if (refusal != null) {
      throw new UsageException("executor " + reply.machine() + " " + refusal);
    }
    return reply;
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
              + job.spans().getFirst().from()
              + ": "
              + Reasons.of(e instanceof ExecutionException ? e.getCause() : e),
          e);
    }
  }

  /** Whether Spark itself is at its end. */
  boolean stopped() {
    return spark.sc().isStopped();
  }

  /** Whether there are no executors but this JVM. */
  boolean here() {
    return spark.isLocal();
  }
}
