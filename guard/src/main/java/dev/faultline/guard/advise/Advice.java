package dev.faultline.guard.advise;

import java.util.List;

/**
 * How many workers and how long a queue keep a target for a trace.
 *
 * @param workers so many do, and one fewer does not
 * @param places of the queue: with fewer too many are refused, or a burst would be; with more those
 *     at its end wait longer than the target allows
 * @param waiting what comes of these two
 * @param curve waiting by workers around the advice, without a bound of the queue
 */
public record Advice(int workers, int places, Waiting waiting, List<Point> curve) {
  /** Copies the list. */
  public Advice {
    curve = List.copyOf(curve);
  }

  /** Waiting with a number of workers. */
  public record Point(int workers, Waiting waiting) {}
}
