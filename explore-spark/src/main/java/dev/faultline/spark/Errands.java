package dev.faultline.spark;

import dev.faultline.explore.UsageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Gives errands to Spark, some jobs at a time, so that the driver never holds all requests. Used by
 * one thread.
 */
final class Errands {
  private static final int WAIT_MILLIS = 100;
  private static final int JOBS_AT_ONCE = 3;
  private static final int LARGEST_JOB = 256;

  /** So many that slots which are done early have more to do, and each task is worth its while. */
  private static final int TASKS_OF_A_SLOT = 4;

  private static final long BYTES_OF_A_JOB = 32 << 20;

  private final JavaSparkContext spark;
  private final FirstExecutor firstExecutor;
  private final ErrandTask task;
  private final Deque<JavaFutureAction<List<ErrandTask.Answer>>> running = new ArrayDeque<>();

  Errands(JavaSparkContext spark, FirstExecutor firstExecutor, ErrandTask task) {
    this.spark = spark;
    this.firstExecutor = firstExecutor;
    this.task = task;
  }

  /**
   * Has all done.
   *
   * @throws UsageException when executors refuse them, or Spark gives up
   */
  void run(Iterator<byte[]> requests, Consumer<byte[]> answers) {
    int slots = Math.max(1, spark.defaultParallelism());
    try {
      while (requests.hasNext() || !running.isEmpty()) {
        while (requests.hasNext() && running.size() < JOBS_AT_ONCE) {
          List<byte[]> job = next(requests);
          int tasks = Math.min(job.size(), TASKS_OF_A_SLOT * slots);
          running.add(spark.parallelize(job, tasks).map(task).collectAsync());
        }
        for (ErrandTask.Answer answer : await(running.removeFirst())) {
          String refusal = answer.refusal();
          if (refusal != null) {
            throw new UsageException(refusal);
          }
          answers.accept(answer.bytes());
        }
      }
    } finally {
      running.forEach(job -> job.cancel(true));
    }
  }

  private static List<byte[]> next(Iterator<byte[]> requests) {
    List<byte[]> job = new ArrayList<>();
    for (long bytes = 0;
        bytes < BYTES_OF_A_JOB && job.size() < LARGEST_JOB && requests.hasNext(); ) {
      job.add(requests.next());
      bytes += job.getLast().length;
    }
    return job;
  }

  private List<ErrandTask.Answer> await(JavaFutureAction<List<ErrandTask.Answer>> job) {
    try {
      while (true) {
        firstExecutor.look();
        try {
          return job.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          // Not yet.
        }
      }
    } catch (ExecutionException e) {
      throw new UsageException("Spark gave up: " + Reasons.of(e.getCause()), e);
    } catch (CancellationException e) {
      throw new UsageException("Spark gave up: it was cancelled", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted", e);
    }
  }
}
