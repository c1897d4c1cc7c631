package dev.faultline.sim.run;

import dev.faultline.agent.Agent;
import dev.faultline.agent.Carriers;

/**
 * Threads for those who run many worlds. A world runs on the thread that calls {@code World.run}
 * where that is one of these; another thread has to hand it to a new one each time, which costs
 * more than a small world does.
 */
public final class WorldThreads {
  private WorldThreads() {}

  /**
   * Whether what handlers could do for real, such as sleep, start threads, open sockets or files,
   * is simulated or refused in worlds of this JVM. That takes the agent.
   */
  public static boolean guarded() {
    return Agent.isPresent();
  }

  /** A daemon thread, not started yet, which may run any number of worlds, one after another. */
  public static Thread newThread(String name, Runnable task) {
    return Carriers.newThread(name, task);
  }

  /**
   * Where the code is that such a thread runs at present, the innermost frame first: in a world of
   * blocking nodes that of the node's thread whose turn it is. May be called from any thread.
   */
  public static StackTraceElement[] stackOf(Thread thread) {
    return Carriers.stackOf(thread);
  }

  /**
   * How many turns nodes have had on such a thread in all its worlds, a moment ago: a world in
   * which the number grows does not stand still. Always 0 without the agent. May be called from any
   * thread.
   */
  public static long stepsOf(Thread thread) {
    return Carriers.stepsOf(thread);
  }
}
