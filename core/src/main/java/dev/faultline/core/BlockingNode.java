package dev.faultline.core;

/**
 * A process written as straight-line code, which may block: on datagrams, and on everything that
 * blocks in the JDK, such as locks, queues, futures and sleeps. It may start virtual threads and
 * use executors. One call of {@link #run} is the life of one <em>incarnation</em>: local variables
 * and threads die at a crash, no finally block runs, and a recovery calls {@link #run} again.
 *
 * <p>The threads of a node take turns: one runs until it blocks, ends or yields, without using
 * simulated time, and the adversary chooses which runs next. Platform threads, real sockets and
 * processes are refused.
 */
@FunctionalInterface
public interface BlockingNode {
  /**
   * Runs one incarnation. When it returns, the node stays up for the threads that it started.
   *
   * @throws Exception for any reason; a finding against the program, not an error of Faultline
   */
  void run(BlockingEnv env) throws Exception;
}
