package dev.faultline.spark;

import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Levels;
import dev.faultline.explore.campaign.Levels.Owned;
import dev.faultline.explore.campaign.Levels.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Runs a search over states whose states are kept by executors: a level is an RDD with one element
 * for each partition, which Spark holds, and makes again where an executor has died. Every few
 * levels are kept twice, so that what has to be made again stays short. Used by one thread.
 */
final class LevelRuns {
  /** Into how many partitions the states are divided. */
  static final String PARTITIONS = "spark.faultline.partitions";

  private static final int PARTITIONS_OF_A_SLOT = 2;
  private static final int LEVELS_KEPT_ONCE = 5;
  private static final int ATTEMPTS = 4;
  private static final int WAIT_MILLIS = 100;
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Somebody wants the campaign to end. */
  private static final class EndedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** What Spark held is gone with the executors that had it. */
  private static final class LostException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final JavaSparkContext spark;
  private final SpanTask task;
  private final Intake intake;
  private final FirstExecutor firstExecutor;
  private final Summary summary;
  private final Consumer<String> told;
  private final int partitions;
  private final List<JavaRDD<?>> held = new ArrayList<>();
  private long lastTold = System.nanoTime();

  LevelRuns(
      JavaSparkContext spark,
      SpanTask task,
      Intake intake,
      FirstExecutor firstExecutor,
      Summary summary,
      Consumer<String> told) {
    this.spark = spark;
    this.task = task;
    this.intake = intake;
    this.firstExecutor = firstExecutor;
    this.summary = summary;
    this.told = told;
    this.partitions = partitions(spark);
  }

  private static int partitions(JavaSparkContext spark) {
    int enough = PARTITIONS_OF_A_SLOT * Math.max(1, spark.defaultParallelism());
    String given = spark.getConf().get(PARTITIONS, "" + enough);
    if (!given.matches("[1-9]\\d{0,5}")) {
      throw new UsageException(
          PARTITIONS + " is '" + given + "', expected a number from 1 to 999999");
    }
    return Integer.parseInt(given);
  }

  /**
   * Runs it until all states are known.
   *
   * @return the search, whose first world was handed in; null where the campaign was interrupted
   * @throws UsageException when executors refuse it, or Spark gives up
   */
  @Nullable Levels run(Levels first) {
    Levels levels = first;
    for (int attempt = 1; ; attempt++) {
      try {
        search(levels);
        intake.take(levels.searched());
        return levels;
      } catch (EndedException e) {
        return null;
      } catch (LostException e) {
        if (attempt == ATTEMPTS) {
          throw new UsageException(
              "Spark lost the states of the search "
                  + ATTEMPTS
                  + " times, with executors that"
                  + " died; give the search more executors, or executors more memory",
              e);
        }
        told.accept("spark: executors died that had the only copies of states; searching again");
        levels = Objects.requireNonNull(intake.levels());
      } finally {
        held.forEach(rdd -> rdd.unpersist(false));
        held.clear();
      }
    }
  }

  private void search(Levels levels) throws EndedException, LostException {
    Step step = levels.begin();
    List<Owned> first = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      first.add(levels.begins(i, partitions));
    }
    JavaRDD<Owned> owned = spark.parallelize(first, partitions);
    // What was kept twice last: what is lost is made again from there.
    JavaRDD<Owned> kept = owned;
    JavaRDD<LevelReply> tried = null;
    for (int level = 0; step != Step.DONE; tell(levels)) {
      byte[] request = levels.request();
      switch (step) {
        case TRY -> {
          release(tried);
          tried = hold(owned.map(new LevelTask.Tries(task, request, partitions)));
          step = levels.tried(replies(tried));
        }
        case COUNT -> {
          LevelTask.Counts counts = new LevelTask.Counts(request);
          step = levels.counted(await(owned.zip(Objects.requireNonNull(tried)).map(counts)));
        }
        case SETTLE -> {
          boolean twice = ++level % LEVELS_KEPT_ONCE == 0;
          JavaRDD<Owned> next = settled(owned, Objects.requireNonNull(tried), request, twice);
          step = levels.settled(await(next.map(Owned::told)));
          release(tried);
          tried = null;
          release(owned.equals(kept) ? null : owned);
          if (twice) {
            // Only a job that Spark itself waits for makes the levels before superfluous.
            next.count();
            release(kept);
            kept = next;
          }
          owned = next;
        }
        case DONE -> throw new IllegalStateException("it is done");
      }
    }
  }

  /**
   * The next level; kept twice, it is not made again from those before, which would be more and
   * more.
   */
  private JavaRDD<Owned> settled(
      JavaRDD<Owned> owned, JavaRDD<LevelReply> tried, byte[] request, boolean twice) {
    JavaRDD<Owned> next =
        owned.zipPartitions(
            tried.flatMapToPair(new LevelTask.Sends()).partitionBy(new HashPartitioner(partitions)),
            new LevelTask.Settles(task, request));
    if (!twice) {
      return hold(next);
    }
    held.add(next);
    next.persist(
        spark.isLocal() ? StorageLevel.MEMORY_AND_DISK() : StorageLevel.MEMORY_AND_DISK_2());
    next.rdd().localCheckpoint();
    return next;
  }

  private <T> JavaRDD<T> hold(JavaRDD<T> rdd) {
    held.add(rdd);
    return rdd.persist(StorageLevel.MEMORY_AND_DISK());
  }

  private void release(@Nullable JavaRDD<?> rdd) {
    if (rdd != null && held.remove(rdd)) {
      rdd.unpersist(false);
    }
  }

  private List<byte[]> replies(JavaRDD<LevelReply> tried) throws EndedException, LostException {
    List<byte[]> bytes = new ArrayList<>();
    for (LevelReply.Told each : await(tried.map(LevelReply::told))) {
      if (each.refusal() != null) {
        throw new UsageException("executor " + each.machine() + " " + each.refusal());
      }
      summary.hears(each);
      bytes.add(each.bytes());
    }
    return bytes;
  }

  private <T> List<T> await(JavaRDD<T> rdd) throws EndedException, LostException {
    JavaFutureAction<List<T>> job = rdd.collectAsync();
    try {
      while (true) {
        firstExecutor.look();
        if (intake.interrupted() || Thread.currentThread().isInterrupted()) {
          throw new EndedException();
        }
        try {
          return job.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          // Not yet.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EndedException();
    } catch (ExecutionException | CancellationException e) {
      if (intake.interrupted()) {
        throw new EndedException();
      }
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      if (String.valueOf(cause).contains("Checkpoint block")) {
        throw new LostException();
      }
      throw new UsageException("Spark gave up on the search over states: " + Reasons.of(cause), e);
    } finally {
      job.cancel(true);
    }
  }

  private void tell(Levels levels) {
    long now = System.nanoTime();
    if (now - lastTold >= TELL_NANOS) {
      lastTold = now;
      told.accept("spark: " + levels.progress());
    }
  }
}
