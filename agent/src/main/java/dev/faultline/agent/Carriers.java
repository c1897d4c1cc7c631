package dev.faultline.agent;

import dev.faultline.hook.Carrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * The platform threads that worlds run on. One carrier runs any number of worlds, one after
 * another.
 */
public final class Carriers {
  private Carriers() {}

  /**
   * A daemon thread, not started yet, that may open {@link Machines} if the agent is there. It
   * loads classes like the current thread, but inherits nothing else.
   */
  public static Thread newThread(String name, Runnable task) {
    Thread thread =
        Agent.isPresent() ? OfAgent.newThread(name, task) : new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    return thread;
  }

  /**
   * Runs {@code task} where machines can be opened: here, if this is a carrier without a world and
   * where there is no agent, or on a new carrier that the current thread waits for.
   */
  public static <T> T call(Supplier<T> task) {
    if (!Agent.isPresent() || Carrier.isFree()) {
      return task.get();
    }
    FutureTask<T> future = new FutureTask<>(task::get);
    newThread("carrier", future).start();
    return result(future);
  }

  private static <T> T result(FutureTask<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            case null, default -> throw new AssertionError(e);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Apart, because the JVM loads the class of a new object when it verifies the class that makes
   * it, and without the agent there is no such class.
   */
  private static final class OfAgent {
    static Thread newThread(String name, Runnable task) {
      return new Carrier(task, name);
    }
  }

  /** Where the code is that a thread runs: on its own stack, or on that of a thread of a world. */
  public static StackTraceElement[] stackOf(Thread thread) {
    return Agent.isPresent() && thread instanceof Carrier carrier
        ? carrier.observedStack()
        : thread.getStackTrace();
  }

  /**
   * How many turns code of nodes has had on a thread, as far as another thread sees; always 0
   * without the agent.
   */
  public static long stepsOf(Thread thread) {
    return Agent.isPresent() && thread instanceof Carrier carrier ? carrier.observedSteps() : 0;
  }

  /** Whether the current thread is one that may open {@link Machines}. */
  public static boolean isCurrent() {
    return Agent.isPresent() && Carrier.current() != null;
  }
}
