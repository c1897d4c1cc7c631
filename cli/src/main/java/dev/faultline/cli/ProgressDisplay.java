package dev.faultline.cli;

import dev.faultline.explore.CampaignProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Shows how far a campaign is: on a terminal one line that is drawn over, elsewhere a line now and
 * then. {@link #tick} is called by one thread, {@link #close} by another.
 */
final class ProgressDisplay implements AutoCloseable {
  private static final Duration REDRAW_INTERVAL = Duration.ofMillis(100);

  /** A campaign that is over sooner needs no line; afterwards each gap is twice the one before. */
  private static final Duration FIRST_LINE = Duration.ofSeconds(4);

  private static final Duration LONGEST_GAP = Duration.ofMinutes(1);

  /** Takes away what stands in the line, and goes back to its start. */
  static final String CLEAR_LINE = "\r\033[K";

  private final LongFunction<String> bar;
  private final LongFunction<String> line;
  private final PrintWriter err;
  private final boolean redraw;
  private long nextLineNanos = FIRST_LINE.toNanos();
  private long gapNanos = FIRST_LINE.toNanos();
  private boolean drawn;
  private boolean closed;

  ProgressDisplay(Supplier<CampaignProgress> progress, PrintWriter err, boolean redraw) {
    this(
        nanos -> ProgressText.bar(progress.get(), nanos),
        nanos -> ProgressText.line(progress.get(), nanos),
        err,
        redraw);
  }

  /**
   * @param bar what is drawn over, from the time since the start in nanoseconds
   * @param line the same where nothing can be drawn over
   */
  private ProgressDisplay(
      LongFunction<String> bar, LongFunction<String> line, PrintWriter err, boolean redraw) {
    this.bar = bar;
    this.line = line;
    this.err = err;
    this.redraw = redraw;
  }

  /** Shows progress from now on, from a thread of its own, until it is closed. */
  static ProgressDisplay start(Supplier<CampaignProgress> progress, Terminal terminal) {
    return started(new ProgressDisplay(progress, terminal.err(), terminal.canRedraw()));
  }

  /** The same for what is told in one way, by the time since the start in nanoseconds. */
  static ProgressDisplay start(LongFunction<String> text, Terminal terminal) {
    return started(new ProgressDisplay(text, text, terminal.err(), terminal.canRedraw()));
  }

  private static ProgressDisplay started(ProgressDisplay display) {
    Thread.ofPlatform().name("faultline-progress").daemon().start(display::showUntilClosed);
    return display;
  }

  private synchronized void showUntilClosed() {
    long start = System.nanoTime();
    try {
      while (!closed) {
        tick(System.nanoTime() - start);
        wait(REDRAW_INTERVAL.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Shows what there is to show so long after the start. */
  synchronized void tick(long elapsedNanos) {
    if (closed) {
      return;
    }
    if (redraw) {
      err.print(CLEAR_LINE + bar.apply(elapsedNanos));
      err.flush();
      drawn = true;
    } else if (elapsedNanos >= nextLineNanos) {
      err.println(line.apply(elapsedNanos));
      gapNanos = Math.min(2 * gapNanos, LONGEST_GAP.toNanos());
      nextLineNanos = elapsedNanos + gapNanos;
    }
  }

  /** Leaves nothing of the drawn line behind. */
  @Override
  public synchronized void close() {
    if (drawn && !closed) {
      err.print(CLEAR_LINE);
      err.flush();
    }
    closed = true;
    notifyAll();
  }
}
