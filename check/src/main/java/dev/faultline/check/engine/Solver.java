package dev.faultline.check.engine;

import dev.faultline.check.Budget;
import dev.faultline.check.Direct;
import dev.faultline.check.Spec;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Decides the parts of a history separately and in parallel, under one budget. */
public final class Solver<S, I, O> {

  /** A part that needs fewer configurations than this is not worth its own thread. */
  private static final long SMALL = 4_096;

  /**
   * The most configurations for finding the longest order of a part that was decided without
   * search.
   */
  private static final long LONGEST = 65_536;

  private final Spec<S, I, O> spec;
  private final Meter meter;
  private final int threads;
  private final List<Task> tasks = new ArrayList<>();

  /** How one part ended. */
  public enum Ending {
    /** There is an order. */
    VALID,
    /** There is no order. */
    INVALID,
    /** The budget ran out. */
    UNDECIDED
  }

  /**
   * One operation with its place in the order.
   *
   * @param point the position of the event just before the point at which it takes effect
   */
  public record Placed<I, O>(Operation<I, O> operation, long point) {}

  /** A part of the history and the progress of its search. */
  public final class Task {
    private final Object key;
    private final List<Operation<I, O>> operations;
    private final Optional<Direct<I, O>> direct;
    private @Nullable Search<S, I, O> search;
    private Ending ending = Ending.UNDECIDED;
    private long limit = SMALL;

    Task(Object key, List<Operation<I, O>> operations) {
      this.key = key;
      this.operations = operations;
      direct = spec.direct(operations);
    }

    private Search<S, I, O> search() {
      if (search == null) {
        var part = new Part<>(key, operations, spec);
        search = new Search<>(part, spec.lookahead(part.operations));
      }
      return search;
    }

    /** Whether an algorithm without search decided the part. */
    public boolean isDirect() {
      return direct.isPresent();
    }

    /** The key of the part. */
    public Object key() {
      return key;
    }

    /** The part's operations by call, without failed ones. */
    public List<Operation<I, O>> operations() {
      return operations;
    }

    /** How it ended. */
    public Ending ending() {
      return ending;
    }

    /** Configurations visited. */
    public long visited() {
      return search == null ? 0 : search.visited;
    }

    /** The order found, if valid. */
    public List<Placed<I, O>> order() {
      var placed = new ArrayList<Placed<I, O>>();
      if (direct.isPresent()) {
        if (direct.get() instanceof Direct.Order<I, O>(var order)) {
          long latestCall = -1;
          for (var op : order) {
            latestCall = Math.max(latestCall, op.called());
            placed.add(new Placed<>(op, latestCall));
          }
        }
        return placed;
      }
      int[] order = search().progress.order();
      long[] points = search().progress.points();
      for (int i = 0; i < order.length; i++) {
        placed.add(new Placed<>(search().operation(order[i]), points[i]));
      }
      return placed;
    }

    /**
     * The longest order that could be explained, if the part is not valid. If an algorithm without
     * search decided the part, a short search finds this order.
     */
    public List<Operation<I, O>> longest() {
      if (direct.isPresent()) {
        search().run(LONGEST, meter);
      }
      var longest = new ArrayList<Operation<I, O>>();
      for (int op : search().progress.farthestOrder()) {
        longest.add(search().operation(op));
      }
      return longest;
    }

    private void run() {
      if (direct.isPresent()) {
        ending = direct.get() instanceof Direct.None ? Ending.INVALID : Ending.VALID;
        return;
      }
      ending =
          switch (search().run(limit, meter)) {
            case VALID -> Ending.VALID;
            case INVALID -> Ending.INVALID;
            case UNDECIDED -> Ending.UNDECIDED;
          };
      limit *= 2;
    }
  }

  /** The operations must be sorted by call. */
  public Solver(List<Operation<I, O>> operations, Spec<S, I, O> spec, Meter meter, int threads) {
    this.spec = spec;
    this.meter = meter;
    this.threads = threads;
    Map<Object, List<Operation<I, O>>> parts = new LinkedHashMap<>();
    for (var op : operations) {
      if (!op.isFail()) {
        parts.computeIfAbsent(spec.partition(op.input()), _ -> new ArrayList<>()).add(op);
      }
    }
    parts.forEach((key, ops) -> tasks.add(new Task(key, ops)));
  }

  /** A meter for the budget's time for reports. */
  public static Meter reportMeter(Budget budget) {
    return Meter.forReport(budget);
  }

  /**
   * Searches until all parts are decided, or one is invalid, or the budget ends.
   *
   * @param all whether to continue after an invalid part
   */
  public List<Task> solve(boolean all) {
    var open = new ArrayList<>(tasks);
    boolean invalid = false;
    for (int round = 0; !open.isEmpty() && !meter.stopped() && (all || !invalid); round++) {
      if (round == 0 || threads == 1 || open.size() == 1) {
        for (var task : open) {
          task.run();
          invalid |= task.ending == Ending.INVALID;
          if (invalid && !all) {
            break;
          }
        }
      } else {
        runInParallel(open);
      }
      open.removeIf(task -> task.ending != Ending.UNDECIDED);
      invalid |= tasks.stream().anyMatch(task -> task.ending == Ending.INVALID);
    }
    return tasks;
  }

  private void runInParallel(List<Task> open) {
    try (var pool = Executors.newFixedThreadPool(Math.min(threads, open.size()))) {
      var futures = new ArrayList<Future<?>>();
      for (var task : open) {
        futures.add(pool.submit(task::run));
      }
      for (var future : futures) {
        future.get();
      }
    } catch (InterruptedException e) {
      meter.stop("interrupted");
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the specification failed", e.getCause());
    }
  }
}
