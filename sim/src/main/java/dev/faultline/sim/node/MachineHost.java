package dev.faultline.sim.node;

import dev.faultline.agent.Host;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.event.Turn;
import dev.faultline.sim.run.Kernel;

/**
 * What the JDK hears from the world when code of an incarnation asks for the time, for chance, or
 * for a turn.
 */
public final class MachineHost implements Host {
  /**
   * What giving up a turn costs, so that a thread which waits actively for time to pass does see it
   * pass.
   */
  private static final long YIELD_NANOS = 1_000;

  private final Kernel kernel;
  private final SimNode node;
  private final int incarnation;
  private final SimRandom random;

  /** What the thread that gives up its turn now was about to touch. */
  private int touches;

  /** Whether it may go on without any time in between. */
  private boolean atOnce;

  public MachineHost(Kernel kernel, SimNode node, SimRandom random) {
    this.kernel = kernel;
    this.node = node;
    this.incarnation = node.incarnation;
    this.random = random;
  }

  SimNode node() {
    return node;
  }

  @Override
  public long monotonicNanos() {
    return node.clock.monotonicNanos();
  }

  @Override
  public long wallNanos() {
    return node.clock.wallNanos();
  }

  @Override
  public long random() {
    return random.nextLong();
  }

  @Override
  public void runnable(Runnable task, boolean yielded) {
    Turn turn = new Turn(task, yielded ? touches : 0);
    kernel.schedule().turn(node, incarnation, yielded && !atOnce ? YIELD_NANOS : 0, turn);
    touches = 0;
    atOnce = false;
  }

  @Override
  public boolean preempts(int accessed) {
    boolean strikes = kernel.lives().preempts(node);
    touches = strikes ? accessed : 0; // The thread yields at once, and nothing comes in between.
    // Else what is due at a certain time could not come after the access.
    atOnce = strikes && kernel.lives().ordersAccesses();
    return strikes;
  }

  @Override
  public int wakes(int count) {
    return (int) kernel.adversary().choose(Decision.WOKEN, node.subject, node.wakes++, count);
  }

  @Override
  public void turnsHidden(String before) {
    kernel.adversary().turnsHidden(before);
  }

  @Override
  public long schedule(Runnable task, long delayNanos) {
    return kernel.schedule().task(node, incarnation, delayNanos, task);
  }

  @Override
  public void cancel(long id) {
    kernel.schedule().cancel(node, id);
  }

  @Override
  public void threadFailed(Thread thread, Throwable thrown) {
    if (node.incarnation == incarnation) {
      kernel.nodeThrew(node, thrown);
    }
  }
}
