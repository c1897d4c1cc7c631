package dev.faultline.agent;

import dev.faultline.hook.Carrier;

/**
 * The platform threads that worlds run on. One carrier runs any number of worlds, one after
 * another.
 */
public final class Carriers {
  private Carriers() {}

  /** A thread, not started yet, that may open {@link Machines} if the agent is there. */
  public static Thread newThread(String name, Runnable task) {
    if (Agent.isPresent()) {
      return new Carrier(task, name);
    }
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    return thread;
  }

  /** Whether the current thread is one that may open {@link Machines}. */
  public static boolean isCurrent() {
    return Agent.isPresent() && Carrier.current() != null;
  }
}
