package dev.faultline.sim.node;

import dev.faultline.agent.Agent;
import dev.faultline.agent.Host;
import dev.faultline.agent.Machine;
import dev.faultline.sim.run.Kernel;
import java.util.function.Supplier;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What nodes log becomes lines of theirs in the trace, and does not go where it usually would: that
 * of {@code java.util.logging}, and of {@link System.Logger}, which uses it by default. What is
 * logged outside nodes goes where it always went. Lines are no part of the trace hash.
 */
public final class NodeLogs extends Handler {
  /** The world that this thread runs, in a JVM without the agent. */
  private static final ThreadLocal<@Nullable Kernel> WORLD = new ThreadLocal<>();

  private static final Logger ROOT = Logger.getLogger("");

  private final Formatter formatter = new SimpleFormatter();

  private NodeLogs() {
    setLevel(Level.ALL);
  }

  /** Lets others log no more of what nodes log. */
  private record OutsideNodes(@Nullable Filter before) implements Filter {
    @Override
    public boolean isLoggable(LogRecord record) {
      return logging() == null && (before == null || before.isLoggable(record));
    }
  }

  /**
   * From now on the thread runs a world.
   *
   * @return whether the thread has to forget it afterwards, with {@link #over}: the agent, which
   *     knows whose code a thread runs, may come while the world runs
   */
  public static boolean running(Kernel kernel) {
    install();
    boolean remembered = !Agent.isPresent();
    if (remembered) {
      WORLD.set(kernel);
    }
    return remembered;
  }

  /** The world that the thread ran is over. */
  public static void over() {
    WORLD.remove();
  }

  /** Takes the place of all handlers that the root logger has now, where nodes log. */
  private static synchronized void install() {
    boolean installed = false;
    for (Handler each : ROOT.getHandlers()) {
      if (each instanceof NodeLogs) {
        installed = true;
      } else if (!(each.getFilter() instanceof OutsideNodes)) {
        each.setFilter(new OutsideNodes(each.getFilter()));
      }
    }
    if (!installed) {
      ROOT.addHandler(new NodeLogs());
    }
  }

  /**
   * Makes what is logged on this thread a line of the node whose code it runs.
   *
   * @return whether it runs any node's code; otherwise nothing happens
   */
  public static boolean tell(Supplier<String> line) {
    SimNode node = logging();
    if (node == null) {
      return false;
    }
    String text = line.get();
    SimEnv env = node.env;
    if (env != null) {
      env.logged(text);
    }
    return true;
  }

  /** Whether this thread runs code of a node whose lines are told. */
  public static boolean inNode() {
    return logging() != null;
  }

  /** The node whose code this thread runs; null for none, and for programs with a console. */
  private static @Nullable SimNode logging() {
    SimNode node;
    if (Agent.isPresent()) {
      Host host = Machine.host();
      node = host instanceof MachineHost known ? known.node() : null;
    } else {
      Kernel kernel = WORLD.get();
      node = kernel == null ? null : kernel.running();
    }
    return node == null || node.console || node.env == null ? null : node;
  }

  @Override
  public void publish(@Nullable LogRecord record) {
    if (record != null) {
      tell(() -> text(record));
    }
  }

  private String text(LogRecord record) {
    String text =
        record.getLevel().getName()
            + " "
            + record.getLoggerName()
            + ": "
            + formatter.formatMessage(record);
    Throwable thrown = record.getThrown();
    return thrown == null ? text : text + ": " + thrown;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
