package dev.faultline.hook;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import jdk.internal.misc.Unsafe;

/**
 * Stands in for the common pool in a world: every task runs in a virtual thread of its own, of the
 * node that gave it. This is where {@link java.util.concurrent.CompletableFuture} runs its
 * asynchronous and its delayed actions.
 */
final class CommonPool extends ForkJoinPool {
  private static final String NOT_IN_A_WORLD =
      "not in the common pool of a world; a ScheduledThreadPoolExecutor does it";

  private Context context;

  /** Looked up only, never iterated over. */
  private Map<Object, Delay> delays;

  /** Never called, see {@link FiberScheduler}. */
  private CommonPool(Context context) {
    this.context = context;
    this.delays = new IdentityHashMap<>();
  }

  static CommonPool of(Context context) {
    try {
      CommonPool pool = (CommonPool) Unsafe.getUnsafe().allocateInstance(CommonPool.class);
      pool.context = context;
      pool.delays = new IdentityHashMap<>();
      return pool;
    } catch (InstantiationException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void execute(Runnable task) {
    Context current = current();
    current.start("common-" + current.nextThreadName(), task);
  }

  /**
   * Whose pool this is for the code that runs. The JDK keeps the common pool in static variables,
   * so the one who uses it may be another than the first who asked for it.
   */
  private Context current() {
    Context current = Carrier.currentContext();
    return current == null || current instanceof StaticContext ? context : current;
  }

  @Override
  public void execute(ForkJoinTask<?> task) {
    execute((Runnable) task::quietlyInvoke);
  }

  @Override
  public <T> ForkJoinTask<T> submit(ForkJoinTask<T> task) {
    execute(task);
    return task;
  }

  @Override
  public <T> ForkJoinTask<T> submit(Callable<T> task) {
    return submit(ForkJoinTask.adapt(task));
  }

  @Override
  public <T> ForkJoinTask<T> submit(Runnable task, T result) {
    return submit(ForkJoinTask.adapt(task, result));
  }

  @Override
  public ForkJoinTask<?> submit(Runnable task) {
    ForkJoinTask<?> job = task instanceof ForkJoinTask<?> known ? known : ForkJoinTask.adapt(task);
    execute(job);
    return job;
  }

  @Override
  public <T> ForkJoinTask<T> externalSubmit(ForkJoinTask<T> task) {
    return submit(task);
  }

  @Override
  public <T> ForkJoinTask<T> lazySubmit(ForkJoinTask<T> task) {
    return submit(task);
  }

  @Override
  public <T> T invoke(ForkJoinTask<T> task) {
    return submit(task).join();
  }

  @Override
  public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) {
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      return each.invokeAll(tasks);
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
  }

  @Override
  public <T> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException {
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      return each.invokeAll(tasks, timeout, unit);
    }
  }

  @Override
  public <T> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      return each.invokeAny(tasks);
    }
  }

  @Override
  public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      return each.invokeAny(tasks, timeout, unit);
    }
  }

  // --- delayed tasks: the JDK's own methods end in delay ---

  boolean delay(ForkJoinTask<?> task) {
    Context current = current();
    if (current != context) {
      return current.commonPool().delay(task);
    }
    long nanos = ((Delayed) task).getDelay(TimeUnit.NANOSECONDS);
    delays.put(task, Delay.start(context, () -> due(task), nanos));
    return true;
  }

  private void due(ForkJoinTask<?> task) {
    delays.remove(task);
    execute(task);
  }

  void cancelled(ForkJoinTask<?> task) {
    Context current = current();
    if (current != context) {
      current.commonPool().cancelled(task);
      return;
    }
    Delay delay = delays.remove(task);
    if (delay != null) {
      delay.cancel(false);
    }
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException(NOT_IN_A_WORLD);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException(NOT_IN_A_WORLD);
  }

  @Override
  public <V> ForkJoinTask<V> submitWithTimeout(
      Callable<V> callable,
      long timeout,
      TimeUnit unit,
      Consumer<? super ForkJoinTask<V>> timeoutAction) {
    throw new UnsupportedOperationException(NOT_IN_A_WORLD);
  }

  // --- like the real one, it cannot be shut down ---

  @Override
  public int getParallelism() {
    return 1;
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminating() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "common pool of " + context.name();
  }
}
