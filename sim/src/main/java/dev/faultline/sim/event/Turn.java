package dev.faultline.sim.event;

/**
 * A stretch of a thread of a blocking node.
 *
 * @param task runs it
 * @param touches what it touches first, as {@link dev.faultline.agent.Host#preempts} has it; 0
 *     where that is not known
 */
public record Turn(Runnable task, int touches) implements Runnable {
  @Override
  public void run() {
    task.run();
  }

  /** Whether the order of this turn and the other's may matter, from what they touch first. */
  public boolean racesWith(Turn other) {
    boolean known = touches != 0 && other.touches != 0;
    boolean write = ((touches | other.touches) & 1) == 1;
    return !known || write && (touches | 1) == (other.touches | 1);
  }
}
