package dev.faultline.cli;

import dev.faultline.chaos.ProxyLog;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the proxy server prints: words for people at a terminal, lines of JSON for programs. */
final class ProxyServerLog {
  private static final String VARIABLE = "LOG_LEVEL";

  private ProxyServerLog() {}

  /** From the level of the variable LOG_LEVEL on; default: info. An unknown one is logged. */
  static ProxyLog of(Terminal terminal) {
    String name = terminal.environment().getOrDefault(VARIABLE, "");
    Optional<ProxyLog.Level> level = ProxyLog.Level.named(name);
    ProxyLog.Level from = level.orElse(ProxyLog.Level.INFO);
    PrintWriter out = terminal.out();
    Function<Consumer<String>, ProxyLog> form =
        lines ->
            terminal.outIsTerminal()
                ? ProxyLog.plainLines(from, lines)
                : ProxyLog.jsonLines(from, lines);
    ProxyLog log = form.apply(new Lines(out, form.apply(out::println))::take);
    if (level.isEmpty() && !name.isEmpty()) {
      log.say(ProxyLog.Level.ERROR, "unknown LOG_LEVEL value: \"" + name + "\"", Map.of());
    }
    return log;
  }

  /**
   * Prints lines on a thread of its own: where nobody reads standard output, callers of the
   * interface do not wait for that.
   */
  private static final class Lines {
    private static final int MOST = 10_000;

    private final PrintWriter out;
    private final ProxyLog direct;
    private final ArrayBlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST);
    private final AtomicLong dropped = new AtomicLong();

    /** Prints to {@code out}; {@code direct} says there how many lines were lost. */
    Lines(PrintWriter out, ProxyLog direct) {
      this.out = out;
      this.direct = direct;
      Thread.ofPlatform().daemon().name("faultline-proxy-log").start(this::print);
    }

    void take(String line) {
      if (!waiting.offer(line)) {
        dropped.incrementAndGet();
      }
    }

    private void print() {
      try {
        while (true) {
          out.println(waiting.take());
          out.flush();
          long lost = dropped.getAndSet(0);
          if (lost > 0) {
            direct.say(ProxyLog.Level.WARN, "lines of this log were lost", Map.of("lines", lost));
            out.flush();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
