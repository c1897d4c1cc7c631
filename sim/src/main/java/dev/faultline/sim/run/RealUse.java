package dev.faultline.sim.run;

import dev.faultline.sim.node.SimNode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sees part of what nodes do for real in a JVM without the agent, while a world runs on its thread:
 * threads that are made there, and waits. Sockets and files it does not see, nor threads that
 * inherit nothing. What it sees is told outside the world, and no decision or trace depends on it.
 */
public final class RealUse implements AutoCloseable {
  /** A world that takes longer than this may have waited, and the next one is looked at. */
  private static final long SUSPICIOUS_NANOS = 1_000_000;

  /**
   * The world of a thread. Who makes a thread copies what it inherits, and that is how the world
   * hears of it.
   */
  private static final InheritableThreadLocal<@Nullable RealUse> CURRENT =
      new InheritableThreadLocal<>() {
        @Override
        protected @Nullable RealUse childValue(@Nullable RealUse parent) {
          if (parent != null) {
            parent.madeThread();
          }
          return null;
        }
      };

  /** Whether the next world of a thread is worth asking the JVM about; it is, at first. */
  private static final ThreadLocal<Boolean> SUSPECTED = ThreadLocal.withInitial(() -> true);

  private static final long NOT_ASKED = -1;

  /** Only where it is needed: the class costs as much as many small worlds. */
  private static final class Jvm {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  }

  private final Kernel kernel;
  private final @Nullable RealUse outer = CURRENT.get();
  private final SortedSet<String> makers = new TreeSet<>();
  private final long waits = SUSPECTED.get() ? waits() : NOT_ASKED;
  private final long begun = System.nanoTime();
  private boolean waited;

  public RealUse(Kernel kernel) {
    this.kernel = kernel;
    CURRENT.set(this);
  }

  private void madeThread() {
    SimNode running = kernel.running();
    // What the properties of the program do, which look on, is their own affair.
    if (running != null) {
      makers.add(running.name);
    }
  }

  /** Why the world says nothing, or null: somebody in it may run beside it. */
  public @Nullable String whyInconclusive() {
    return makers.isEmpty()
        ? null
        : String.join(", ", makers)
            + " started a real thread beside the world, so this run proves nothing, even if a"
            + " second run is equal: start java with -javaagent:faultline-agent.jar, which"
            + " simulates or refuses it";
  }

  /** The nodes have come to their end, and what is judged afterwards may wait. */
  public void over() {
    waited = waits != NOT_ASKED && waits() > waits;
  }

  /** What is worth telling without making the world worthless, in words. */
  public List<String> told() {
    return waited
        ? List.of("a world waited for real: it slept, or waited for a lock, a thread or a future")
        : List.of();
  }

  /** How many times this thread has slept, parked or waited; 0 of a virtual one. */
  private static long waits() {
    ThreadInfo info = Jvm.THREADS.getThreadInfo(Thread.currentThread().threadId());
    return info == null ? 0 : info.getWaitedCount();
  }

  @Override
  public void close() {
    SUSPECTED.set(System.nanoTime() - begun > SUSPICIOUS_NANOS);
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }
}
